// Policy documents: the shapes IAM takes, the problems told, and that printing loses nothing.
import test from "ava";
import * as fc from "fast-check";
import { makePolicy, parsePolicy, printPolicy, statementsOf, type Statement } from "../../src/iam/policy-document.ts";
import { compactJson } from "../../src/iam/print-json.ts";
import { arbitraryCase } from "../helpers/iam-cases.ts";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

const means = test.macro((t, statement: object, expected: Partial<Statement>) => {
  const [first] = statementsOf(makePolicy({ Version: "2012-10-17", Statement: [statement] }));
  for (const [member, value] of Object.entries(expected)) t.deepEqual(first?.[member as keyof Statement], value);
});
test("a scalar action is a list of one", means, allow, { actions: { negated: false, patterns: ["s3:GetObject"] } });
test(
  "a list of actions",
  means,
  { ...allow, Action: ["a:B", "c:D"] },
  { actions: { negated: false, patterns: ["a:B", "c:D"] } },
);
test(
  "NotAction",
  means,
  { Effect: "Deny", NotAction: "iam:*", Resource: "*" },
  { actions: { negated: true, patterns: ["iam:*"] } },
);
test(
  "NotResource",
  means,
  { Effect: "Deny", Action: "*", NotResource: ["a"] },
  { resources: { negated: true, patterns: ["a"] } },
);
test(
  "no Resource, as in trust policies",
  means,
  { Effect: "Allow", Action: "sts:AssumeRole" },
  { resources: undefined },
);
test(
  "the principal of everyone",
  means,
  { ...allow, Principal: "*" },
  { principals: { negated: false, entries: [{ type: "*", value: "*" }] } },
);
test(
  "principals of several kinds",
  means,
  { ...allow, Principal: { AWS: ["111122223333", "*"], Service: "ec2.amazonaws.com" } },
  {
    principals: {
      negated: false,
      entries: [
        { type: "AWS", value: "111122223333" },
        { type: "AWS", value: "*" },
        { type: "Service", value: "ec2.amazonaws.com" },
      ],
    },
  },
);
test(
  "NotPrincipal",
  means,
  { ...allow, NotPrincipal: { AWS: "111122223333" } },
  { principals: { negated: true, entries: [{ type: "AWS", value: "111122223333" }] } },
);
test(
  "conditions: one for each operator and key, values as strings",
  means,
  {
    ...allow,
    Condition: { Bool: { "aws:SecureTransport": true }, NumericLessThan: { "s3:max-keys": [10, "20"], "aws:x": 1 } },
  },
  {
    conditions: [
      { operator: "Bool", key: "aws:SecureTransport", values: ["true"] },
      { operator: "NumericLessThan", key: "s3:max-keys", values: ["10", "20"] },
      { operator: "NumericLessThan", key: "aws:x", values: ["1"] },
    ],
  },
);
test("a number keeps the digits it was written with", (t) => {
  const parsed = parsePolicy('{"Statement":{"Effect":"Deny","Action":"*","Condition":{"NumericEquals":{"k":1.50}}}}');
  t.deepEqual(parsed.kind === "parsed" && statementsOf(parsed.document)[0]?.conditions[0]?.values, ["1.50"]);
});

test("a single statement needs no list", (t) => t.is(makePolicy({ Statement: allow }).statements.length, 1));
test("a document without a version is read as the old one", (t) =>
  t.is(makePolicy({ Statement: allow }).version, "2008-10-17"));

test("IAM's URL encoding is taken off", (t) => {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...allow, Resource: "arn:aws:s3:::a+b/*" }] });
  t.deepEqual(parsePolicy(encodeURIComponent(text)), parsePolicy(text));
  t.deepEqual(parsePolicy("%7B%ZZ"), { kind: "malformed", problem: "the URL encoding is broken" });
});

const malformed = test.macro((t, text: string, problem: string) =>
  t.deepEqual(parsePolicy(text), { kind: "malformed", problem }),
);
const statement = (members: string): string => `{"Statement":[{${members}}]}`;
test("text that is not JSON", malformed, "hello", "a value should stand here (line 1, column 1)");
test("a list", malformed, "[]", "the document is not an object");
test("no statement", malformed, '{"Version":"2012-10-17"}', "the document has no Statement");
test(
  "an unknown version",
  malformed,
  '{"Version":"2012-10-18","Statement":[]}',
  "Version is neither 2012-10-17 nor 2008-10-17",
);
test("a statement that is a string", malformed, '{"Statement":["x"]}', "Statement[0] is not an object");
test(
  "an effect in small letters",
  malformed,
  statement('"Effect":"allow","Action":"*"'),
  "Statement[0].Effect is neither Allow nor Deny",
);
test(
  "element names are case-sensitive",
  malformed,
  statement('"Effect":"Allow","action":"*"'),
  "Statement[0] has neither Action nor NotAction",
);
test(
  "Action and NotAction",
  malformed,
  statement('"Effect":"Allow","Action":"*","NotAction":"*"'),
  "Statement[0] has both Action and NotAction",
);
test(
  "an action that is a number",
  malformed,
  statement('"Effect":"Allow","Action":[1]'),
  "Statement[0].Action is neither a string nor a list of strings",
);
test(
  "Principal and NotPrincipal",
  malformed,
  statement('"Effect":"Allow","Action":"*","Principal":"*","NotPrincipal":"*"'),
  "Statement[0] has both Principal and NotPrincipal",
);
test(
  "a principal that is an ARN without its kind",
  malformed,
  statement('"Effect":"Allow","Action":"*","Principal":"arn:aws:iam::111122223333:root"'),
  'Statement[0].Principal is neither "*" nor an object',
);
test(
  "a condition value that is an object",
  malformed,
  statement('"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"k":{"v":1}}}'),
  "Statement[0].Condition.StringEquals.k is neither a string, number or boolean nor a list of them",
);
test("a duplicate key", malformed, '{"Statement":[],\n"Statement":[]}', "Statement is given twice (line 2, column 1)");
test(
  "characters beyond Latin-1",
  malformed,
  '{"Id":"政策","Statement":[]}',
  "a character that IAM does not accept (line 1, column 8)",
);

test("unknown members and their order survive", (t) => {
  const text =
    '{"Statement":[{"Zeta":[1,{"y":null}],"Effect":"Deny","2":true,"1":false,"Action":"*"}],"Id":"é","Version":"2012-10-17"}';
  const parsed = parsePolicy(text);
  t.is(parsed.kind === "parsed" && printPolicy(parsed.document, compactJson), text);
});

test("reading a printed document gives the document again", (t) => {
  fc.assert(
    fc.property(arbitraryCase({ conditions: 2 }), ({ identity, resourcePolicy }) => {
      for (const document of [...identity, resourcePolicy ?? { Statement: [] }].map(makePolicy)) {
        t.deepEqual(parsePolicy(printPolicy(document)), { kind: "parsed", document });
        t.deepEqual(parsePolicy(printPolicy(document, compactJson)), { kind: "parsed", document });
      }
    }),
  );
});
