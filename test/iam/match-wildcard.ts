// IAM wildcards against a table and against the plainest recursive matcher.
import test from "ava";
import * as fc from "fast-check";
import { coversPattern, literalPattern, matchesPattern, matchesWildcard } from "../../src/iam/match-wildcard.ts";

const matches = test.macro((t, pattern: string, text: string, expected: boolean) =>
  t.is(matchesWildcard(pattern, text), expected),
);
test("no wildcard, same text", matches, "s3:GetObject", "s3:GetObject", true);
test("no wildcard, longer text", matches, "s3:Get", "s3:GetObject", false);
test("letter case counts", matches, "S3:getobject", "s3:GetObject", false);
test("a star is any run, also an empty one", matches, "a*", "a", true);
test("a star spans slashes", matches, "arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:role/a/b/c", true);
test("a star spans colons", matches, "arn:aws:iam::*", "arn:aws:iam::111122223333:role/a", true);
test("a question mark is one character", matches, "a?c", "abc", true);
test("a question mark is not none", matches, "ab?", "ab", false);
test("a question mark is not two", matches, "a?", "abc", false);
test("a star before the end goes back for another try", matches, "*ab", "abaab", true);
test("several stars", matches, "*/pods/*-api", "x/pods/orders-api", true);
test("a star alone matches nothing at all, too", matches, "*", "", true);
test("the empty pattern matches the empty text only", matches, "", "a", false);
test("characters that mean something in regular expressions mean themselves", matches, "a.b+(c)", "a.b+(c)", true);
test("a dot is no wildcard", matches, "a.c", "abc", false);

test("it agrees with the plainest matcher there is", (t) => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (wild, plain) => t.is(matchesWildcard(wild, plain), naive(wild, plain))),
    { numRuns: 5000 },
  );
});

test("a pattern that covers another matches whatever that matches", (t) => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, pattern, text, (outer, inner, plain) => {
      fc.pre(coversPattern(outer, inner) && matchesWildcard(inner, plain));
      t.true(matchesWildcard(outer, plain));
    }),
    { numRuns: 2000, maxSkipsPerRun: 1000 },
  );
});

test("a question mark does not cover a star", (t) => t.false(coversPattern("a?", "a*")));
test("every pattern covers itself", (t) => t.true(coversPattern("a*b?c", "a*b?c")));
test("a literal pattern takes its wildcards for characters", (t) => {
  t.true(matchesPattern(literalPattern("a*?"), "a*?"));
  t.false(matchesPattern(literalPattern("a*"), "ab"));
});

test("the worst patterns end in time", (t) => {
  t.false(matchesWildcard(`${"*a".repeat(200)}b`, "a".repeat(2000)));
});

function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern.startsWith("*")) return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
  return text !== "" && (pattern.startsWith("?") || pattern.charAt(0) === text.charAt(0)) && naive(rest, text.slice(1));
}
