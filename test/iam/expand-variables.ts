// Policy variables: values, defaults, escapes, and when there is nothing to put in.
import test from "ava";
import { expandVariables } from "../../src/iam/expand-variables.ts";
import { matchesPattern } from "../../src/iam/match-wildcard.ts";
import { makeContext } from "../../src/iam/request-context.ts";

const context = makeContext(
  { "aws:username": "alice", "aws:PrincipalTag/team": "or*", "aws:TagKeys": ["a", "b"], "aws:userid": "" },
  ["aws:SourceIp"],
);

const matches = test.macro((t, text: string, actual: string, expected: boolean, version: string = "2012-10-17") => {
  const expanded = expandVariables(text, { version, context });
  t.is(typeof expanded === "object" && "pattern" in expanded && matchesPattern(expanded.pattern, actual), expected);
});
test("a value", matches, "home/${aws:username}/*", "home/alice/notes", true);
test("key names are compared without regard to case", matches, "${AWS:UserName}", "alice", true);
test("a wildcard inside a value is no wildcard", matches, "${aws:PrincipalTag/team}", "orders", false);
test("a wildcard inside a value is its character", matches, "${aws:PrincipalTag/team}", "or*", true);
test("the default of an absent key", matches, "${aws:PrincipalTag/x, 'none'}", "none", true);
test("no space before the default", matches, "${aws:PrincipalTag/x,'none'}", "none", true);
test("a quote inside a default is written twice", matches, "${aws:PrincipalTag/x, 'it''s'}", "it's", true);
test("a present key needs no default", matches, "${aws:username, 'none'}", "alice", true);
test("an escaped star", matches, "a${*}", "a*", true);
test("an escaped star is no wildcard", matches, "a${*}", "ab", false);
test("an escaped question mark is no wildcard", matches, "a${?}", "ab", false);
test("an escaped dollar sign begins no variable", matches, "${$}{aws:username}", "${aws:username}", true);
test("text that only looks like a variable stays", matches, "${", "${", true);
test("in the old version, variables are text", matches, "${aws:username}", "${aws:username}", true, "2008-10-17");
test("in the old version, they have no value", matches, "${aws:username}", "alice", false, "2008-10-17");

const hasNoValue = test.macro((t, text: string) =>
  t.is(expandVariables(text, { version: "2012-10-17", context }), "no-value"),
);
test("an absent key", hasNoValue, "${aws:PrincipalTag/x}");
test("a key with several values", hasNoValue, "${aws:TagKeys}");
test("an empty value", hasNoValue, "${aws:userid}");

test("a key that cannot be known leaves the text open", (t) => {
  t.deepEqual(expandVariables("${aws:SourceIp}", { version: "2012-10-17", context }), { missing: ["aws:SourceIp"] });
});
