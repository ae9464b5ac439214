// Every world of the labelled corpus gets the findings that stand in it, and no others, in the words of findings.txt.
import test from "ava";
import { type Finding, printSubject } from "../../src/audit/finding.ts";
import { rules } from "../../src/audit/rules.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import { readCorpus } from "../helpers/corpus.ts";
import { openCorpusTexts } from "../helpers/corpus-texts.ts";

const worlds = readCorpus();
const texts = openCorpusTexts("findings.txt");
const counts = { right: 0, false: 0, missed: 0 };

for (const { file, title, finds, not, weighs, accounts, snapshot } of worlds) {
  test(`${file.replace(".yaml", "")}: ${title}`, (t) => {
    const { findings } = runRules(snapshot, { accounts });
    const found = findings.map(({ rule, subject }) => `${rule} ${printSubject(subject)}`);
    const unusual = findings.filter(({ rule, severity }) => rules.find(({ id }) => id === rule)?.severity !== severity);
    t.deepEqual(
      Object.fromEntries(unusual.map(({ rule, subject, severity }) => [`${rule} ${printSubject(subject)}`, severity])),
      weighs,
    );
    counts.right += found.filter((one) => finds.includes(one)).length;
    counts.false += found.filter((one) => !finds.includes(one)).length;
    counts.missed += finds.filter((one) => !found.includes(one)).length;
    t.deepEqual(found.toSorted(), finds.toSorted());
    texts.hold(t, `${file}: ${title}`, printFindings(findings));
    t.deepEqual(
      not.filter((one) => finds.includes(one)),
      [],
      "a world must not want what it says is wrong",
    );
  });
}

test("the corpus has at least 150 worlds, each with a title of its own", (t) => {
  t.true(worlds.length >= 150, `${worlds.length} worlds`);
  const titles = worlds.map(({ file, title }) => `${file} ${title}`);
  t.deepEqual(
    titles.filter((title, index) => titles.indexOf(title) !== index),
    [],
  );
});

test("every rule has a world where it finds something, and one that says where it must not", (t) => {
  const missing = rules.flatMap(({ id }) => {
    const finds = worlds.some((world) => world.finds.some((one) => one.startsWith(`${id} `)));
    const not = worlds.some((world) => world.not.some((one) => one.startsWith(`${id} `)));
    return finds && not ? [] : [id];
  });
  t.deepEqual(missing, []);
});

test("findings.txt tells of no world that is gone", (t) => {
  const known = new Set(worlds.map(({ file, title }) => `${file}: ${title}`));
  t.deepEqual(
    texts.headings.filter((heading) => !known.has(heading)),
    [],
  );
});

test.after("tells precision and recall", (t) => {
  const { right } = counts;
  const precision = right / (right + counts.false);
  const recall = right / (right + counts.missed);
  t.log(`${worlds.length} worlds, ${right} findings: precision ${precision}, recall ${recall}`);
});

/** The rule's own title and remedy are left out: `docs/rules.md` has them. */
function printFindings(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ severity, confidence, message, evidence, fix, fingerprint, subject: { place } }) => [
      `${fingerprint} ${severity}, confidence ${confidence}`,
      `  ${message}`,
      ...(place === undefined ? [] : [`  in ${place.file}:${place.line}`]),
      ...evidence.map((one) => `  - ${one}`),
      `  fix: ${fix.text}`,
      ...fix.commands.map((command) => `  $ ${command}`),
    ])
    .join("\n");
}
