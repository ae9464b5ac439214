// What the findings of the corpus say, word for word: message, evidence and fix, one block for each world that has any.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/audit/finding.ts";
import { findPackageFolder } from "../../src/package-folder.ts";

const path = join(findPackageFolder(), "test/corpus/findings.txt");

/** By world: `T03-trust-dangling-principal.yaml: a user that was deleted`. */
export function readFindings(): ReadonlyMap<string, string> {
  const blocks = readFileSync(path, "utf8").split(/^# /m).slice(1);
  return new Map(
    blocks.map((block) => {
      const end = block.indexOf("\n");
      return [block.slice(0, end), block.slice(end + 1).trimEnd()];
    }),
  );
}

export function writeFindings(findings: ReadonlyMap<string, string>): void {
  const blocks = [...findings].filter(([, text]) => text !== "").toSorted(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(path, blocks.map(([heading, text]) => `# ${heading}\n${text}\n`).join("\n"));
}

/** The rule's own title and remedy are left out: `docs/rules.md` has them. */
export function printFindings(findings: readonly Finding[]): string {
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
