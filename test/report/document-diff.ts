// What a change of a document looks like.
import test from "ava";
import { documentDiff } from "../../src/report/document-diff.ts";
import { unstyled } from "../../src/report/style.ts";

const compact = '{"Version":"2012-10-17","Statement":[]}';

test("a changed member shows as one line out and one line in", (t) => {
  const lines = documentDiff('{"a":1,"b":2}', '{"a":1,"b":3}', unstyled);
  t.deepEqual(
    lines.filter((line) => /^[+-]/.test(line)),
    ['-   "b": 2', '+   "b": 3'],
  );
});

test("a new document is all additions", (t) => {
  const lines = documentDiff(undefined, compact, unstyled);
  t.true(lines.length > 2);
  t.true(lines.every((line) => line.startsWith("+") || line.includes("…")));
});

test("another layout of the same JSON is said to be just that", (t) => {
  t.deepEqual(documentDiff(compact, JSON.stringify(JSON.parse(compact), undefined, 4), unstyled), [
    "(only white space and layout differ)",
  ]);
});

test("the same document has no difference", (t) => {
  t.deepEqual(documentDiff(compact, compact, unstyled), []);
});

test("text that is not JSON is compared line by line", (t) => {
  t.deepEqual(
    documentDiff("one: 1\ntwo: 2", "one: 1\ntwo: 3", unstyled).filter((line) => /^[+-]/.test(line)),
    ["- two: 2", "+ two: 3"],
  );
});

test("hostile text in a document cannot reach the terminal", (t) => {
  const lines = documentDiff(undefined, '{"Sid":"\u202eabc"}', unstyled).join("\n");
  t.false(lines.includes("\u202e"));
});
