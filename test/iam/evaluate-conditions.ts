// Conditions: every operator, missing keys, set prefixes, IfExists, Null, and what cannot be known.
import test from "ava";
import { evaluateConditions } from "../../src/iam/evaluate-conditions.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";
import { makeContext } from "../../src/iam/request-context.ts";
import type { Truth } from "../../src/iam/truth.ts";

type Context = Record<string, string | string[]>;

const holds = test.macro((t, condition: object, context: Context, expected: Truth, unknown: readonly string[] = []) => {
  const { statements, version } = makePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Condition: condition },
  });
  t.deepEqual(
    evaluateConditions(statements[0]?.conditions ?? [], { version, context: makeContext(context, unknown) }),
    expected,
  );
});

test("no condition at all", holds, {}, {}, true);
test(
  "two operators: both must hold",
  holds,
  { StringEquals: { k: "a" }, StringLike: { j: "b*" } },
  { k: "a", j: "x" },
  false,
);
test(
  "two keys under one operator: both must hold",
  holds,
  { StringEquals: { k: "a", j: "b" } },
  { k: "a", j: "b" },
  true,
);
test("several values: one must match", holds, { StringEquals: { k: ["a", "b"] } }, { k: "b" }, true);
test(
  "keys are compared without regard to case",
  holds,
  { StringEquals: { "AWS:UserName": "a" } },
  { "aws:username": "a" },
  true,
);

test("StringEquals minds the case", holds, { StringEquals: { k: "a" } }, { k: "A" }, false);
test("StringEquals knows no wildcard", holds, { StringEquals: { k: "a*" } }, { k: "ab" }, false);
test("StringEquals takes a star for itself", holds, { StringEquals: { k: "a*" } }, { k: "a*" }, true);
test("StringEquals with an escaped star", holds, { StringEquals: { k: "a${*}" } }, { k: "a*" }, true);
test("StringEqualsIgnoreCase", holds, { StringEqualsIgnoreCase: { k: "aB" } }, { k: "Ab" }, true);
test("StringLike", holds, { StringLike: { k: "a?c*" } }, { k: "abcdef" }, true);
test("StringLike with an escaped star", holds, { StringLike: { k: "a${*}*" } }, { k: "a*b" }, true);
test("StringNotEquals: none may match", holds, { StringNotEquals: { k: ["a", "b"] } }, { k: "b" }, false);
test("StringNotEquals: none matches", holds, { StringNotEquals: { k: ["a", "b"] } }, { k: "c" }, true);
test("StringNotLike", holds, { StringNotLike: { k: "a*" } }, { k: "ab" }, false);
test("StringNotEqualsIgnoreCase", holds, { StringNotEqualsIgnoreCase: { k: "A" } }, { k: "a" }, false);
test("a variable with a value", holds, { StringEquals: { k: "${j}" } }, { k: "v", j: "v" }, true);
test("a variable without a value matches nothing", holds, { StringLike: { k: "${j}*" } }, { k: "v" }, false);
test(
  "a variable without a value satisfies a negated operator",
  holds,
  { StringNotEquals: { k: "${j}" } },
  { k: "v" },
  true,
);

test("NumericEquals compares numbers, not digits", holds, { NumericEquals: { k: "10.0" } }, { k: "10" }, true);
test("NumericLessThan", holds, { NumericLessThan: { k: 10 } }, { k: "9.99" }, true);
test("NumericLessThanEquals", holds, { NumericLessThanEquals: { k: 10 } }, { k: "10" }, true);
test("NumericGreaterThan", holds, { NumericGreaterThan: { k: "-1" } }, { k: "0" }, true);
test("NumericGreaterThanEquals", holds, { NumericGreaterThanEquals: { k: "2" } }, { k: "10" }, true);
test("NumericNotEquals", holds, { NumericNotEquals: { k: "2" } }, { k: "2.0" }, false);
test("a value that is no number matches no number", holds, { NumericEquals: { k: "1e1" } }, { k: "10" }, false);
test(
  "a value that is no number satisfies NumericNotEquals",
  holds,
  { NumericNotEquals: { k: "x" } },
  { k: "10" },
  true,
);

test("DateLessThan", holds, { DateLessThan: { k: "2024-02-29T12:00:00Z" } }, { k: "2024-02-29T12:30:00+01:00" }, true);
test(
  "DateGreaterThanEquals",
  holds,
  { DateGreaterThanEquals: { k: "1709208000" } },
  { k: "2024-02-29T12:00:00Z" },
  true,
);
test("DateNotEquals", holds, { DateNotEquals: { k: "2024-02-29" } }, { k: "2024-02-29T00:00:00Z" }, false);

test("Bool takes any letter case", holds, { Bool: { k: "True" } }, { k: "true" }, true);
test("Bool with both words", holds, { Bool: { k: ["true", "false"] } }, { k: "false" }, true);
test("Bool on something else", holds, { Bool: { k: "yes" } }, { k: "yes" }, false);
test("BinaryEquals", holds, { BinaryEquals: { k: "QmluYXJ5" } }, { k: "QmluYXJ5" }, true);
test("IpAddress", holds, { IpAddress: { k: ["10.0.0.0/8", "2001:db8::/32"] } }, { k: "2001:db8::1" }, true);
test("NotIpAddress", holds, { NotIpAddress: { k: ["10.0.0.0/8"] } }, { k: "10.1.1.1" }, false);
test("NotIpAddress on the other family", holds, { NotIpAddress: { k: "10.0.0.1" } }, { k: "::1" }, true);
test(
  "ArnEquals takes wildcards, as ArnLike does",
  holds,
  { ArnEquals: { k: "arn:aws:iam::*:role/*" } },
  { k: "arn:aws:iam::1:role/a/b" },
  true,
);
test("ArnNotLike", holds, { ArnNotLike: { k: "arn:aws:iam::*:role/*" } }, { k: "arn:aws:iam::1:user/a" }, true);

test("a missing key fails an operator", holds, { StringEquals: { k: "a" } }, {}, false);
test("a missing key satisfies a negated operator", holds, { StringNotEquals: { k: "a" } }, {}, true);
test("a missing key satisfies NotIpAddress", holds, { NotIpAddress: { k: "10.0.0.0/8" } }, {}, true);
test("a missing key satisfies IfExists", holds, { StringEqualsIfExists: { k: "a" } }, {}, true);
test("a present key must match under IfExists", holds, { StringEqualsIfExists: { k: "a" } }, { k: "b" }, false);
test("an empty list is a missing key", holds, { StringEquals: { k: "a" } }, { k: [] }, false);
test("Null true on a missing key", holds, { Null: { k: "true" } }, {}, true);
test("Null true on a present key", holds, { Null: { k: "true" } }, { k: "a" }, false);
test("Null false on a present key", holds, { Null: { k: false } }, { k: "a" }, true);
test("Null takes an empty value for none", holds, { Null: { k: "true" } }, { k: "" }, true);
test("a plain operator takes an empty value for a value", holds, { StringEquals: { k: "" } }, { k: "" }, true);

test(
  "ForAnyValue: one of the request's values",
  holds,
  { "ForAnyValue:StringEquals": { k: ["a", "b"] } },
  { k: ["x", "b"] },
  true,
);
test("ForAnyValue on a missing key", holds, { "ForAnyValue:StringEquals": { k: "a" } }, {}, false);
test(
  "ForAnyValue with a negated operator on a missing key",
  holds,
  { "ForAnyValue:StringNotEquals": { k: "a" } },
  {},
  false,
);
test(
  "ForAnyValue with a negated operator: one value outside",
  holds,
  { "ForAnyValue:StringNotEquals": { k: "a" } },
  { k: ["a", "b"] },
  true,
);
test(
  "ForAnyValue with a negated operator: all inside",
  holds,
  { "ForAnyValue:StringNotEquals": { k: ["a", "b"] } },
  { k: ["a", "b"] },
  false,
);
test("ForAnyValue with IfExists on a missing key", holds, { "ForAnyValue:StringEqualsIfExists": { k: "a" } }, {}, true);
test(
  "ForAllValues: each of the request's values",
  holds,
  { "ForAllValues:StringLike": { k: ["a*", "b"] } },
  { k: ["ax", "b"] },
  true,
);
test("ForAllValues: one outside", holds, { "ForAllValues:StringEquals": { k: "a" } }, { k: ["a", "b"] }, false);
test("ForAllValues on a missing key", holds, { "ForAllValues:StringEquals": { k: "a" } }, {}, true);
test("ForAllValues on empty values", holds, { "ForAllValues:StringEquals": { k: "a" } }, { k: ["", ""] }, true);
test(
  "ForAllValues with a negated operator: all outside",
  holds,
  { "ForAllValues:StringNotEquals": { k: "a" } },
  { k: ["b", "c"] },
  true,
);

test("an unknowable key leaves the condition open", holds, { StringEquals: { K: "a" } }, {}, { missing: ["K"] }, ["k"]);
test("an unknowable key beside a false condition", holds, { StringEquals: { k: "a", j: "b" } }, { j: "x" }, false, [
  "k",
]);
test("an unknowable key under Null", holds, { Null: { k: "true" } }, {}, { missing: ["k"] }, ["k"]);
test("an unknowable variable", holds, { StringEquals: { k: "${j}" } }, { k: "a" }, { missing: ["j"] }, ["j"]);
test("an unknowable variable beside a match", holds, { StringEquals: { k: ["${j}", "a"] } }, { k: "a" }, true, ["j"]);
test("two unknowable keys are both named", holds, { Bool: { k: "true", j: "true" } }, {}, { missing: ["k", "j"] }, [
  "k",
  "j",
]);
test("an operator that IAM does not know", holds, { StringMatches: { k: "a" } }, { k: "a" }, { missing: ["k"] });
test("operator names are case-sensitive", holds, { stringequals: { k: "a" } }, { k: "a" }, { missing: ["k"] });
