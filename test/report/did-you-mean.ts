// The question under an error about a name that is not there.
import test from "ava";
import { didYouMean } from "../../src/report/did-you-mean.ts";

const asks = test.macro<[readonly string[], string | undefined]>({
  exec: (t, names, question) => t.is(didYouMean(names), question),
  title: (rule) => rule ?? "",
});

test("nothing is near", asks, [], undefined);
test("one name", asks, ["shop/deployment/api"], "Did you mean shop/deployment/api?");
test("two", asks, ["a", "b"], "Did you mean a or b?");
test("three", asks, ["a", "b", "c"], "Did you mean a, b or c?");
test(
  "a hostile name cannot add a line nor steer the terminal",
  asks,
  ["api\nhint: run this", "\u001b[2J"],
  "Did you mean api\\u{a}hint: run this or \\u{1b}[2J?",
);
