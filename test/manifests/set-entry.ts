// Edits of YAML files as people write them: only the lines that must change do, and everything else reads as before.
import { isDeepStrictEqual } from "node:util";
import test from "ava";
import { parseAllDocuments } from "yaml";
import { setEntry } from "../../src/manifests/set-entry.ts";
import { changedLines, edit, type Edit, editedKey, readCorpusFile, readEdits } from "../helpers/edit-corpus.ts";

const edits = readEdits();

function outcome(text: string, one: Edit): readonly string[] {
  try {
    return changedLines(text, edit(text, one));
  } catch (error) {
    return [`! ${(error as Error).message}`];
  }
}

for (const one of edits) {
  test(`${one.file}, ${one.target}`, (t) => {
    t.deepEqual(outcome(readCorpusFile(one.file), one), one.lines);
  });
}

test("the corpus has files of forty shapes and more", (t) => {
  t.true(new Set(edits.map(({ file }) => file)).size >= 45);
});

const succeeding = edits.filter(({ lines }) => lines[0]?.startsWith("!") !== true);

test("an edit made twice is made once", (t) => {
  for (const one of succeeding) {
    const edited = edit(readCorpusFile(one.file), one);
    t.is(edit(edited, one), edited, one.file);
  }
});

test("with Windows' line ends the edit is the same, and no line end is mixed in", (t) => {
  const windows = (text: string): string => text.replaceAll(/\r?\n/g, "\r\n");
  for (const one of succeeding) {
    const text = readCorpusFile(one.file);
    if (text.includes("\n")) t.is(edit(windows(text), one), windows(edit(text, one)), one.file);
  }
});

test("without a last line break, none is missed", (t) => {
  for (const one of succeeding) {
    const text = readCorpusFile(one.file).replace(/(?:\r?\n)+$/, "");
    if (text !== "") t.notThrows(() => edit(text, one), one.file);
  }
});

test("whatever the value, it reads back as text, in YAML 1.2 and in 1.1", (t) => {
  const values = [
    "yes",
    "on",
    "null",
    "1",
    "1e3",
    "12:30:45",
    "0o7",
    "~",
    "a: b",
    "x #y",
    "@a",
    "=",
    "a,b",
    "it's",
    "{a}",
    "arn:aws:iam::111122223333:role/a,b",
  ];
  for (const one of succeeding) {
    for (const value of values) {
      const edited = edit(readCorpusFile(one.file), one, value);
      for (const version of ["1.2", "1.1"] as const) {
        const texts = parseAllDocuments(edited, { version, merge: true }).flatMap((document) =>
          textsAt(document.toJS(), editedKey),
        );
        t.true(texts.includes(value), `${one.file}: ${value} in YAML ${version}\n${edited}`);
      }
    }
  }
});

/** Every value of a key, however deep. */
function textsAt(value: unknown, key: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...textsAt(inner, key)]);
}

test("a template of a chart is named as one", (t) => {
  const template = "metadata:\n  annotations:\n    {{- toYaml .Values.podAnnotations | nindent 4 }}\n";
  const place = { file: "t.yaml", document: 0, path: ["metadata", "annotations"] };
  const error = t.throws(() => setEntry(template, place, editedKey, "x"), {
    message: /^t\.yaml: not valid YAML: line 3/,
  });
  t.regex((error as { hint?: string }).hint ?? "", /--values FILE/);
});

test("a list where the map should be is left alone", (t) => {
  const place = { file: "v.yaml", document: 0, path: ["podAnnotations"] };
  t.throws(() => setEntry("a: 1\npodAnnotations:\n  - x\n", place, editedKey, "x"), {
    message: /v\.yaml: line 3: "podAnnotations" is there and is no map/,
  });
  t.throws(() => setEntry("- a\n", place, editedKey, "x"), { message: /no map/ });
});

test("a key given twice is an error, not a choice", (t) => {
  t.throws(() => setEntry("a: 1\na: 2\n", { file: "v.yaml", document: 0, path: ["b"] }, editedKey, "x"), {
    message: /unique/,
  });
});

test("aliases that stand for gigabytes are refused", (t) => {
  const levels = Array.from(
    { length: 12 },
    (_, n) => `l${n + 1}: &l${n + 1} [${Array.from({ length: 10 }, () => `*l${n}`).join(", ")}]`,
  );
  const bomb = `l0: &l0 [x]\n${levels.join("\n")}\n`;
  t.throws(() => setEntry(bomb, { file: "v.yaml", document: 0, path: ["a"] }, editedKey, "x"), { message: /alias/ });
});

test("other documents of the stream read as before", (t) => {
  const text = readCorpusFile("multi-document.yaml");
  const edited = edit(text, { file: "multi-document.yaml", target: "Deployment/api" });
  const [before, after] = [text, edited].map((one) =>
    parseAllDocuments(one).map((document) => document.toJS() as unknown),
  );
  t.deepEqual(
    before?.map((value, index) => isDeepStrictEqual(value, after?.[index])),
    [true, true, true, false, true, true],
  );
});
