// The strict JSON reader: what it keeps, what it refuses and where it says the fault is.
import test from "ava";
import * as fc from "fast-check";
import { parseJson, printPath, type JsonPath, type JsonValue } from "../../src/iam/parse-json.ts";
import { printJson } from "../../src/iam/print-json.ts";

const reads = test.macro((t, text: string, value: JsonValue) =>
  t.deepEqual(parseJson(text), { kind: "parsed", value }),
);
test("an empty object", reads, "{}", new Map());
test("a list of every kind of value", reads, '[null, true, false, 1, "a", {}, []]', [
  null,
  true,
  false,
  1,
  "a",
  new Map(),
  [],
]);
test("white space of every kind", reads, " \t\r\n[ 1 ,\n2 ] ", [1, 2]);
test("escapes", reads, String.raw`"\u00e9\n\"\\\/"`, 'é\n"\\/');
test(
  "keys keep their order, numbers among them",
  reads,
  '{"b":1,"2":2,"1":3}',
  new Map([
    ["b", 1],
    ["2", 2],
    ["1", 3],
  ]),
);
test(
  "__proto__ is a key like any other",
  reads,
  '{"__proto__":{"a":1}}',
  new Map([["__proto__", new Map([["a", 1]])]]),
);
test("an integer stays a number", reads, "-42", -42);
test("1.0 would print as 1, so it is kept as text", reads, "1.0", "1.0");
test("1e3 would print as 1000, so it is kept as text", reads, "1e3", "1e3");
test("20 digits do not fit, so they are kept as text", reads, "12345678901234567890", "12345678901234567890");

const refuses = test.macro((t, text: string, problem: string) =>
  t.deepEqual(parseJson(text), { kind: "malformed", problem }),
);
test("nothing at all", refuses, "", "the text ends where a value should stand (line 1, column 1)");
test("a duplicate key, with its path", refuses, '{"a":[{"b":1,\n"b":2}]}', "a[0].b is given twice (line 2, column 1)");
test(
  "a duplicate key behind an escape",
  refuses,
  String.raw`{"a":1,"\u0061":2}`,
  "a is given twice (line 1, column 8)",
);
test(
  "a comma after the last member",
  refuses,
  '{"a":1,}',
  "a key in double quotes should stand here (line 1, column 8)",
);
test("a comma after the last item", refuses, "[1,]", "a value should stand here (line 1, column 4)");
test("a missing colon", refuses, '{"a" 1}', "a colon should stand here (line 1, column 6)");
test("a missing comma", refuses, "[1 2]", "a comma or ] should stand here (line 1, column 4)");
test("an open object", refuses, '{"a":1', "a comma or } should stand here (line 1, column 7)");
test("single quotes", refuses, "{'a':1}", "a key in double quotes should stand here (line 1, column 2)");
test("a comment", refuses, "// hello\n{}", "a value should stand here (line 1, column 1)");
test("an open string", refuses, '["abc', "the string has no end (line 1, column 2)");
test(
  "a line break inside a string",
  refuses,
  '"a\nb"',
  "a control character inside a string must be escaped (line 1, column 3)",
);
test("an unknown escape", refuses, String.raw`"\x41"`, "not an escape that JSON knows (line 1, column 3)");
test("a short unicode escape", refuses, String.raw`"\u00g1"`, "\\u needs four hexadecimal digits (line 1, column 3)");
test("a leading zero", refuses, "[01]", "a comma or ] should stand here (line 1, column 3)");
test("a bare minus", refuses, "-", "a digit should stand here (line 1, column 2)");
test("text after the end", refuses, "{} {}", "text after the end of the document (line 1, column 4)");
test("33 lists within each other", refuses, "[".repeat(40), "nested deeper than 32 levels (line 1, column 34)");

test("it reads what JSON.parse reads, and refuses what that refuses", (t) => {
  const texts = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: fc.constantFrom(...Array.from('{}[],:"\\ 01-.eutrl\n')) }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseJson(text);
      if (parsed.kind === "malformed")
        return parsed.problem.includes("given twice") || t.throws(() => void JSON.parse(text)) !== undefined;
      return t.true(means(parsed.value, JSON.parse(text)));
    }),
    { numRuns: 2000 },
  );
});

test("reading the printed value gives the value again, in every style", (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(undefined, " ", "  ", "\t"), (text, indent) => {
      const parsed = parseJson(text);
      if (parsed.kind === "malformed") return;
      const printed = printJson(parsed.value, { indent, lineEnd: "\r\n", afterColon: " ", afterComma: "" });
      t.deepEqual(parseJson(printed), parsed);
    }),
  );
});

test("every value is told with its path and its place", (t) => {
  const text = '{"a": [10, {"b": "x"}]}';
  const seen: [string, string][] = [];
  parseJson(text, (path: JsonPath, start, end) => seen.push([printPath(path), text.slice(start, end)]));
  t.deepEqual(seen, [
    ["a[0]", "10"],
    ["a[1].b", '"x"'],
    ["a[1]", '{"b": "x"}'],
    ["a", '[10, {"b": "x"}]'],
    ["the document", text],
  ]);
});

/** Numbers may have been kept as text, but as the text of the same number. */
function means(kept: JsonValue, parsed: unknown): boolean {
  if (typeof parsed === "number") return Object.is(Number(kept), parsed);
  if (Array.isArray(kept))
    return (
      Array.isArray(parsed) &&
      kept.length === parsed.length &&
      kept.every((item: JsonValue, at) => means(item, parsed[at]))
    );
  if (!(kept instanceof Map)) return kept === parsed;
  const members = Object.entries(parsed as object);
  return members.length === kept.size && members.every(([key, member]) => means(kept.get(key) as JsonValue, member));
}
