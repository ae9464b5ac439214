import test from "ava";
import { assert, property, string } from "fast-check";
import { parseExpression, quoteExpression } from "../../src/pods/match-pattern.ts";

test("a quoted text matches itself and nothing else", (t) => {
  assert(
    property(string({ maxLength: 20 }), string({ maxLength: 20 }), (text, other) => {
      const expression = parseExpression(quoteExpression(text));
      if (expression.kind === "malformed") return t.fail(expression.problem);
      t.true(expression.matches(text));
      return t.is(expression.matches(other), other === text);
    }),
  );
});

test("whatever is written as an expression is one or is told to be none", (t) => {
  assert(
    property(string({ unit: "grapheme", maxLength: 30 }), string({ maxLength: 50 }), (text, role) => {
      const expression = parseExpression(text);
      if (expression.kind === "malformed") t.regex(expression.problem, /^(?:is|asks) /);
      else t.is(typeof expression.matches(role), "boolean");
    }),
    { numRuns: 2_000 },
  );
});

/** Node's own engine takes longer than the age of the universe over these. */
for (const text of ["(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*)*x", "(a*)*(a*)*(a*)*$"]) {
  test(`an expression made for endless search is answered: ${text}`, (t) => {
    const expression = parseExpression(text);
    if (expression.kind === "malformed") return t.fail(expression.problem);
    return t.false(expression.matches(`${"a".repeat(2_000)}!`));
  });
}

for (const text of ["a{1000}", "(a{0,99})", "(a{31}){31}", "a{30}a{31}"]) {
  test(`an expression that would need much memory is refused: ${text.slice(0, 20)}`, (t) => {
    t.is(parseExpression(text).kind, "malformed");
  });
}

test("an account id may be written as twelve digits", (t) => {
  const expression = parseExpression("arn:aws:iam::\\d{12}:role/x");
  t.true(expression.kind === "expression" && expression.matches("arn:aws:iam::111122223333:role/x"));
});
