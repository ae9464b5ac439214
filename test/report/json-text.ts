import test from "ava";
import * as fc from "fast-check";
import { jsonText } from "../../src/report/json-text.ts";

const shows = test.macro((t, value: string, expected: string) => {
  t.is(jsonText({ name: value }), `{\n  "name": "${expected}"\n}`);
});

test("words stay as they are", shows, "größer 港", "größer 港");
test("an escape sequence is written out", shows, "\u{1b}[2J", "\\u001b[2J");
test("so is one of a single character", shows, "\u{9b}2J", "\\u009b2J");
test("what turns the reading direction is written out", shows, "\u{202e}nimda", "\\u202enimda");
test("line separators are written out", shows, "a\u{2028}b", "a\\u2028b");
test("invisible characters beyond the first plane are written out", shows, "\u{e0001}", "\\udb40\\udc01");

test("what is parsed is what was given", (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => t.deepEqual(JSON.parse(jsonText(value)), JSON.parse(JSON.stringify(value)))),
  );
});
