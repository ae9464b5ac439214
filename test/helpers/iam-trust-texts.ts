// Generated trust policies as text, in the many ways that people and tools lay JSON out.
import * as fc from "fast-check";

/** The text of a trust policy of one to three foreign statements. */
export function arbitraryTrustText(): fc.Arbitrary<string> {
  return fc
    .tuple(arbitraryDocument(), fc.oneof(arbitraryLayout(), arbitrarySpaces()))
    .map(([document, layOut]) => layOut(document));
}

function arbitraryDocument(): fc.Arbitrary<object> {
  const statements = fc.oneof(arbitraryStatement(), fc.array(arbitraryStatement(), { minLength: 1, maxLength: 3 }));
  return fc.tuple(statements, fc.boolean()).map(([Statement, last]) => {
    return last ? { Version: "2012-10-17", Id: "x", Statement } : { Statement, Version: "2012-10-17" };
  });
}

function arbitraryStatement(): fc.Arbitrary<object> {
  const roles = fc
    .constantFrom("node-a", "node-b", "eks/node-a")
    .map((name) => `arn:aws:iam::111122223333:role/${name}`);
  const principal = fc.oneof(
    fc.constant({ Service: "ec2.amazonaws.com" }),
    fc.oneof(roles, fc.array(roles, { minLength: 1, maxLength: 2 })).map((AWS) => ({ AWS })),
    fc.constant("*"),
  );
  const condition = fc.constantFrom(
    {},
    { Condition: { StringEquals: { "sts:ExternalId": "shop" } } },
    { Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } },
  );
  return fc
    .record({
      sid: fc.constantFrom({}, { Sid: "" }, { Sid: "Base" }),
      effect: fc.constantFrom("Allow", "Allow", "Deny"),
      principal,
      condition,
    })
    .map(({ sid, effect, principal, condition }) => ({
      ...sid,
      Effect: effect,
      Principal: principal,
      Action: "sts:AssumeRole",
      ...condition,
      Note: 'a, {b} [c] "d" \\ , ]',
    }));
}

type LayOut = (document: object) => string;

function arbitraryLayout(): fc.Arbitrary<LayOut> {
  return fc.constantFrom<LayOut>(
    (document) => JSON.stringify(document),
    (document) => JSON.stringify(document, null, 2),
    (document) => `${JSON.stringify(document, null, 4)}\n`,
    (document) => JSON.stringify(document, null, "\t"),
    (document) => JSON.stringify(document, null, 2).replaceAll("\n", "\r\n"),
    (document) =>
      JSON.stringify(document, null, 2)
        .replace(/\[\n\s*\{/, "[{")
        .replaceAll(/\},\n\s*\{/g, "}, {")
        .replace(/\}\n\s*\]/, "}]"),
    (document) => spaced(document, () => " "),
  );
}

/** White space of any kind between any two tokens. */
function arbitrarySpaces(): fc.Arbitrary<LayOut> {
  return fc.array(fc.constantFrom("", " ", "\n", "\t", "\r\n  "), { minLength: 1, maxLength: 40 }).map((spaces) => {
    let next = 0;
    return (document) => spaced(document, () => spaces[next++ % spaces.length] ?? "");
  });
}

function spaced(document: object, space: () => string): string {
  const tokens = JSON.stringify(document).match(/"(?:[^"\\]|\\.)*"|[^"]/g) ?? [];
  let inWord = false;
  return tokens
    .map((token) => {
      const isWord = /^[a-z]$/.test(token);
      const text = isWord && inWord ? token : `${space()}${token}`;
      inWord = isWord;
      return text;
    })
    .join("");
}
