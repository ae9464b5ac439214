import test from "ava";
import { indentText, wrapText } from "../../src/report/wrap-text.ts";

const wraps = test.macro((t, text: string, width: number, expected: readonly string[]) => {
  t.deepEqual(wrapText(text, width), expected);
});

test("a text that fits is one line", wraps, "one two", 7, ["one two"]);
test("a line ends before the word that would go over", wraps, "one two three", 12, ["one two", "three"]);
test("a longer word stays whole", wraps, "see arn:aws:iam::111122223333:role/api now", 10, [
  "see",
  "arn:aws:iam::111122223333:role/api",
  "now",
]);
test("line breaks are spaces like any other", wraps, "one\n\ntwo", 20, ["one two"]);
test("nothing is no line", wraps, "", 20, []);

test("every line is indented, within the width", (t) => {
  t.is(indentText("one two three four five six", "    ", 24), "    one two three four\n    five six");
});
test("a narrow terminal still gets lines of 20", (t) => {
  t.is(indentText("one two three four five", "    ", 10), "    one two three four\n    five");
});
