// ARN operators: part by part, wildcards within their part.
import test from "ava";
import { resemblesArn } from "../../src/iam/compare-arns.ts";
import { parsePattern } from "../../src/iam/match-wildcard.ts";

const node = "arn:aws:iam::111122223333:role/eks/node-a";
const resembles = test.macro((t, pattern: string, arn: string, expected: boolean) =>
  t.is(resemblesArn(parsePattern(pattern), arn), expected),
);
test("the same ARN", resembles, node, node, true);
test("another letter case", resembles, node, node.replace("node", "Node"), false);
test("a wildcard within a part", resembles, "arn:aws:iam::1111*:role/eks/node-?", node, true);
test("the resource part's wildcard spans slashes", resembles, "arn:aws:iam::111122223333:role/*", node, true);
test(
  "the resource part's wildcard spans colons",
  resembles,
  "arn:aws:logs:*:*:log-group:*",
  "arn:aws:logs:r:1:log-group:a:b",
  true,
);
test("a wildcard does not span the colon between parts", resembles, "arn:aws:iam:*:role/eks/node-a", node, false);
test("a star alone has not six parts", resembles, "*", node, false);
test("six parts of stars", resembles, "*:*:*:*:*:*", node, true);
test("a value that is no ARN", resembles, "arn:aws:iam::*:*", "node-a", false);
test(
  "an empty part matches an empty part only",
  resembles,
  "arn:aws:iam:eu-west-1:111122223333:role/eks/node-a",
  node,
  false,
);
