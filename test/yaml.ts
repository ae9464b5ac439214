// YAML in and out.
import test from "ava";
import { assert, dictionary, property, string } from "fast-check";
import { IamctlError } from "../src/errors.ts";
import { dangerous } from "../src/report/plain.ts";
import { fillYaml, parseYaml, parseYamlDocuments, printSafeYaml, printYaml } from "../src/yaml.ts";

test("a document is read as plain values", (t) => {
  t.deepEqual(parseYaml('a: [1, "2", yes]\nb: {c: null}\n', "x.yaml"), { a: [1, "2", "yes"], b: { c: null } });
});

test("an empty text is null, and a stream without documents is an empty list", (t) => {
  t.is(parseYaml("", "x.yaml"), null);
  t.deepEqual(
    parseYamlDocuments("# only a comment\n---\n", "x.yaml").filter((one) => one !== null),
    [],
  );
});

test("a stream is read document by document", (t) => {
  t.deepEqual(parseYamlDocuments("a: 1\n---\nb: 2\n---\n", "x.yaml"), [{ a: 1 }, { b: 2 }, null]);
});

test("printing and reading gives the same value", (t) => {
  const long = "word ".repeat(60).trimEnd();
  const shared = { x: 1 };
  const value = { yes: "yes", number: "0123", long, lines: "a\nb\n", one: shared, two: shared, empty: {}, list: [] };
  t.deepEqual(parseYaml(printYaml(value), "x.yaml"), value);
  t.false(printYaml(value).includes("&"), "no anchors");
});

const faults: readonly [rule: string, text: string, problem: RegExp][] = [
  ["broken syntax", "a: [1\nb: 2\n", /^shop\.yaml: not valid YAML: line \d+, column \d+: /],
  ["a key given twice", "a: 1\na: 2\n", /line 2, column 1: Map keys must be unique/],
  ["a tag it does not know", "a: !Ref x\n", /line 1, column 4: Unresolved tag/],
  ["two documents where one was expected", "a: 1\n---\nb: 2\n", /^shop\.yaml: holds 2 YAML documents/],
  ["aliases that grow without end", bomb(), /^shop\.yaml: not valid YAML: Excessive alias count/],
];

for (const [rule, text, problem] of faults) {
  test(`refused with the file's name: ${rule}`, (t) => {
    const error = t.throws(() => parseYaml(text, "shop.yaml"), { instanceOf: IamctlError, message: problem });
    t.is(error?.exitCode, 2);
  });
}

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 9; at += 1) lines.push(`a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}*a${at - 1}]`);
  return lines.join("\n");
}

test("values that are set already are not touched, whatever their layout", (t) => {
  const text = 'a:   "1"   # kept\nlist: [x,   y]\n';
  t.is(
    fillYaml(text, "v.yaml", [
      [["a"], "1"],
      [["list"], ["x", "y"]],
    ]),
    text,
  );
  t.is(fillYaml(text, "v.yaml", [[["list"], ["x+"]]]), 'a: "1" # kept\nlist: [x+]\n');
  t.is(fillYaml("", "v.yaml", [[["new", "deep"], true]]), "new:\n  deep: true\n");
});

test("what could steer a terminal is an escape in keys and values, and reads back the same", (t) => {
  const value = { "a\u202eb": "\u001b[2Jgone", plain: "two\nlines", astral: "x\u{e0041}y", list: ["\u200b", 7, null] };
  const text = printSafeYaml(value, dangerous);
  t.notRegex(text.replaceAll("\n", ""), dangerous);
  t.deepEqual(parseYaml(text, "y"), value);
  t.regex(text, /plain: \|-\n {2}two\n {2}lines/u);
});

test("whatever comes in, nothing that is not visible comes out, and it reads back the same", (t) => {
  assert(
    property(dictionary(string({ unit: "binary" }), string({ unit: "binary" })), (value) => {
      const text = printSafeYaml(value, dangerous);
      t.deepEqual(parseYaml(text, "y"), { ...value });
      return text.replaceAll("\n", "").search(dangerous) < 0;
    }),
  );
});
