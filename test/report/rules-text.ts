// The documentation of the rules is what `iamctl rules -o markdown` prints, and every rule is fit to be printed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { rules } from "../../src/audit/rules.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { rulesMarkdown, rulesTable, ruleText } from "../../src/report/rules-text.ts";
import { unstyled } from "../../src/report/style.ts";

test("docs/rules.md is up to date: iamctl rules -o markdown > docs/rules.md", (t) => {
  t.is(readFileSync(join(findPackageFolder(), "docs/rules.md"), "utf8"), rulesMarkdown(rules));
});

test("the list of rules fits a narrow terminal, and each title goes on below itself", (t) => {
  const lines = rulesTable(rules, { style: unstyled, width: 80 }).split("\n");
  t.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
  t.true(lines.some((line) => /^ {40,}\S/.test(line)));
  t.true(rulesTable(rules, { style: unstyled, width: 300 }).split("\n").length === rules.length + 3);
});

test("ids and names are each rule's own", (t) => {
  for (const names of [rules.map(({ id }) => id), rules.map(({ name }) => name)])
    t.is(new Set(names).size, names.length);
});

test("titles and messages go into sentences, explanations and remedies are sentences", (t) => {
  const wrong = rules.filter(
    ({ title, explanation, remedy }) =>
      /^[A-Z][a-z]|[.]$/.test(title) || !/[.]$/.test(explanation) || !/[.]$/.test(remedy),
  );
  t.deepEqual(
    wrong.map(({ id }) => id),
    [],
  );
});

test("every rule names what it reads and a page with the facts behind it", (t) => {
  const wrong = rules.filter(
    ({ reads, references }) =>
      reads.length === 0 || !references.every((one) => one.startsWith("https://")) || references.length === 0,
  );
  t.deepEqual(
    wrong.map(({ id }) => id),
    [],
  );
});

test("a rule explained fits the terminal", (t) => {
  const lines = rules.flatMap((rule) => ruleText(rule, { style: unstyled, width: 80 }).split("\n"));
  t.deepEqual(
    lines.filter((line) => line.length > 80 && !line.includes("http") && !line.startsWith("Reads")),
    [],
  );
});
