// Hostile text made safe to show.
import test from "ava";
import { assert, property, string } from "fast-check";
import { plain, plainLines } from "../../src/report/plain.ts";

const shows = test.macro<[string, string]>({
  exec: (t, hostile, shown) => t.is(plain(hostile), shown),
  title: (rule) => rule ?? "",
});

test("ordinary text, accents and emoji stay", shows, "média-π ✓ 日本", "média-π ✓ 日本");
test("a terminal escape is written out", shows, "\u001b[2Jgone", "\\u{1b}[2Jgone");
test("the eight-bit escape is written out", shows, "\u009b31m", "\\u{9b}31m");
test("a line break cannot add a line", shows, "a\nb\rc", "a\\u{a}b\\u{d}c");
test("an override of the reading direction is written out", shows, "role\u202eniamda", "role\\u{202e}niamda");
test("a character of no width is written out", shows, "adm\u200bin", "adm\\u{200b}in");

test("nothing that is not visible comes through, whatever comes in", (t) => {
  assert(property(string({ unit: "binary" }), (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(plain(text))));
  t.pass();
});

test("lines stay lines where lines are wanted", (t) => {
  t.is(plainLines("a\r\nb\u001bc\nd"), "a\nb\\u{1b}c\nd");
});
