// Differences between policies in what they say, and whether the new one may grant more.
import test from "ava";
import * as fc from "fast-check";
import { diffPolicies, equalPolicies } from "../../src/iam/diff-policy.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";
import { arbitraryCase } from "../helpers/iam-cases.ts";
import { allow, deny, home, trusts } from "../helpers/iam-build.ts";
import { askOurs } from "../helpers/iam-oracle.ts";

const document = (...statements: object[]) => makePolicy({ Version: "2012-10-17", Statement: statements });

const same = test.macro((t, one: object, other: object, expected: boolean) =>
  t.is(equalPolicies(document(one), document(other)), expected),
);
test("a scalar and a list of one are the same", same, allow("s3:Get*"), allow(["s3:Get*"]), true);
test("the order of a list makes no difference", same, allow(["a:B", "c:D"]), allow(["c:D", "a:B"]), true);
test("a value given twice makes no difference", same, allow(["a:B", "a:B"]), allow("a:B"), true);
test("the Sid makes no difference", same, { Sid: "One", ...allow("a:B") }, allow("a:B"), true);
test("the letter case of an action makes no difference", same, allow("S3:getobject"), allow("s3:GetObject"), true);
test("the letter case of a resource does", same, allow("a:B", "arn:aws:s3:::X"), allow("a:B", "arn:aws:s3:::x"), false);
test("everyone in two spellings", same, trusts("*"), trusts({ AWS: "*" }), true);
test("an account in two spellings", same, trusts({ AWS: home }), trusts({ AWS: `arn:aws:iam::${home}:root` }), true);
test("an ARN of a service's kind is not an account's", same, trusts({ AWS: "x" }), trusts({ Service: "x" }), false);
test(
  "numbers and strings in conditions",
  same,
  allow("a:B", "*", { Condition: { NumericEquals: { k: 1 } } }),
  allow("a:B", "*", { Condition: { NumericEquals: { K: "1" } } }),
  true,
);
test(
  "another operator",
  same,
  allow("a:B", "*", { Condition: { StringEquals: { k: "1" } } }),
  allow("a:B", "*", { Condition: { StringLike: { k: "1" } } }),
  false,
);
test("Action and NotAction", same, { Effect: "Allow", NotAction: "a:B", Resource: "*" }, allow("a:B"), false);

test("the order of statements makes no difference", (t) => {
  t.true(equalPolicies(document(allow("a:B"), deny("c:D")), document(deny("c:D"), allow("a:B"))));
});
test("the version makes a difference", (t) => {
  const old = makePolicy({ Version: "2008-10-17", Statement: [allow("a:B")] });
  t.false(equalPolicies(old, document(allow("a:B"))));
});

test("what was added and what was removed", (t) => {
  const before = document(allow("a:B"), deny("c:D"));
  const after = document(deny("c:D"), allow("e:F"));
  const { added, removed } = diffPolicies(before, after);
  t.deepEqual(added, [after.statements[1]]);
  t.deepEqual(removed, [before.statements[0]]);
});

const broadens = test.macro((t, before: object[], after: object[], expected: boolean) => {
  t.is(diffPolicies(document(...before), document(...after)).broadens, expected);
});
test("nothing changed", broadens, [allow("a:B")], [allow("a:B")], false);
test("an Allow more", broadens, [allow("a:B")], [allow("a:B"), allow("c:D")], true);
test("an Allow less", broadens, [allow("a:B"), allow("c:D")], [allow("a:B")], false);
test("a Deny more", broadens, [allow("*")], [allow("*"), deny("a:B")], false);
test("a Deny less", broadens, [allow("*"), deny("a:B")], [allow("*")], true);
test("a Deny narrowed", broadens, [allow("*"), deny("a:*")], [allow("*"), deny("a:B")], true);
test("a Deny widened", broadens, [allow("*"), deny("a:B")], [allow("*"), deny("a:*")], false);
test("an action narrowed", broadens, [allow("s3:*")], [allow("s3:Get*")], false);
test("an action widened", broadens, [allow("s3:Get*")], [allow("s3:*")], true);
test(
  "a resource widened",
  broadens,
  [allow("a:B", "arn:aws:iam::1:role/pods/*")],
  [allow("a:B", "arn:aws:iam::1:role/*")],
  true,
);
test("a condition more", broadens, [allow("a:B")], [allow("a:B", "*", { Condition: { Bool: { k: "true" } } })], false);
test("a condition less", broadens, [allow("a:B", "*", { Condition: { Bool: { k: "true" } } })], [allow("a:B")], true);
test(
  "a principal more",
  broadens,
  [trusts({ AWS: "111122223333" })],
  [trusts({ AWS: ["111122223333", "444455556666"] })],
  true,
);
test(
  "a principal less",
  broadens,
  [trusts({ AWS: ["111122223333", "444455556666"] })],
  [trusts({ AWS: "111122223333" })],
  false,
);
test(
  "NotAction lists less",
  broadens,
  [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" }],
  [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
  true,
);
test(
  "NotAction lists more",
  broadens,
  [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
  [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" }],
  false,
);
test(
  "NotResource narrowed",
  broadens,
  [deny("*", "x"), { Effect: "Deny", Action: "*", NotResource: "a/b" }],
  [deny("*", "x"), { Effect: "Deny", Action: "*", NotResource: "a/*" }],
  true,
);

test(
  "a variable may stand for more than the question marks that its name would fill",
  broadens,
  [allow("a:B", "arn:aws:s3:::b/????")],
  [allow("a:B", "arn:aws:s3:::b/${k}")],
  true,
);
test("a star takes in a variable", broadens, [allow("a:B", "x/*")], [allow("a:B", "x/${aws:username}/y")], false);

test("where it does not broaden, nothing is allowed that was not before", (t) => {
  fc.assert(
    fc.property(arbitraryCase({ conditions: 1 }), fc.nat(), fc.nat(), (question, drop, keep) => {
      const after = question.identity[0] ?? { Version: "2012-10-17", Statement: [allow("*")] };
      const before = narrowed(after, drop, keep);
      fc.pre(!diffPolicies(makePolicy(before), makePolicy(after)).broadens);
      fc.pre(askOurs({ ...question, identity: [after] }).kind === "allow");
      t.is(askOurs({ ...question, identity: [before] }).kind, "allow");
    }),
    { numRuns: 500, maxSkipsPerRun: 1000 },
  );
});

/** The document with one statement taken out or put in twice under another effect or action. */
function narrowed(policy: object, drop: number, keep: number): object {
  const { Statement, ...rest } = policy as { Statement: object[] };
  const at = drop % Statement.length;
  const change =
    [
      [],
      [{ ...Statement[at], Effect: "Allow" }],
      [{ ...Statement[at], NotAction: undefined, Action: "*" }],
      [Statement[at], allow("s3:*")],
    ][keep % 4] ?? [];
  return JSON.parse(
    JSON.stringify({ ...rest, Statement: [...Statement.slice(0, at), ...change, ...Statement.slice(at + 1)] }),
  ) as object;
}
