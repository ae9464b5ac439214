import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { admitsRole, readNamespaceRules } from "../../src/pods/namespace-rules.ts";

const base = { partition: "aws", account: "111122223333", path: "/pods/" };
const role = "arn:aws:iam::111122223333:role/pods/media/thumbnails" as RoleArn;

const admits = test.macro({
  exec: (t, patterns: readonly string[], expected: boolean) => {
    const annotations = { "iam.amazonaws.com/allowed-roles": JSON.stringify(patterns) };
    t.is(admitsRole(readNamespaceRules({ name: "media", annotations }, base), role), expected);
  },
  title: (rule = "", patterns: readonly string[]) => `${rule}: ${JSON.stringify(patterns)}`,
});

test("a pattern stands under the base", admits, ["media/thumbnails"], true);
test("a star spans slashes", admits, ["*thumbnails"], true);
test("a lone star is every role under the base", admits, ["*"], true);
test("two stars are one", admits, ["media**"], true);
test("the whole name must match, to its end", admits, ["media/thumb"], false);
test("the whole name must match, from its beginning", admits, ["thumbnails"], false);
test("letter case counts", admits, ["media/Thumbnails"], false);
test("an ARN is a pattern of its own", admits, ["arn:aws:iam::111122223333:role/*"], true);
test("an ARN of another account admits that account's roles", admits, ["arn:aws:iam::444455556666:role/*"], false);
test("a question mark stands for itself", admits, ["media/thumbnail?"], false);
test(
  "characters of regular expressions stand for themselves",
  admits,
  ["media/.*", "media/(thumbnails)", "^.+$"],
  false,
);
test("one of several is enough", admits, ["x", "media/*"], true);
test("an empty list admits nothing", admits, [], false);
test("an empty pattern admits nothing", admits, [""], false);
