// The texts that the corpus is held to, word for word: blocks of a file in test/corpus, each under a heading of its own.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { findPackageFolder } from "../../src/package-folder.ts";

export interface CorpusTexts {
  /** Of the blocks in the file. */
  readonly headings: readonly string[];
  /** Fails where the file says something else, also in the run that writes it anew: no setting makes it pass. */
  hold(t: ExecutionContext, heading: string, text: string): void;
}

/** With `IAMCTL_WRITE_CORPUS=1` the file is written when the tests have run, from what they held against it. */
export function openCorpusTexts(file: string): CorpusTexts {
  const path = join(findPackageFolder(), "test/corpus", file);
  const written = readBlocks(readFileSync(path, "utf8"));
  const current = new Map<string, string>();
  if (process.env["IAMCTL_WRITE_CORPUS"] === "1") {
    test.after.always(`writes ${file}`, () => writeFileSync(path, printBlocks(current)));
  }
  return {
    headings: [...written.keys()],
    hold(t, heading, text) {
      current.set(heading, text);
      t.is(text, written.get(heading) ?? "", "IAMCTL_WRITE_CORPUS=1 writes it anew; read the diff");
    },
  };
}

function readBlocks(text: string): ReadonlyMap<string, string> {
  const blocks = text.split(/^# /m).slice(1);
  return new Map(
    blocks.map((block) => {
      const end = block.indexOf("\n");
      return [block.slice(0, end), block.slice(end + 1).trimEnd()];
    }),
  );
}

/** What is empty has no block. */
function printBlocks(texts: ReadonlyMap<string, string>): string {
  const blocks = [...texts].filter(([, text]) => text !== "").toSorted(([one], [other]) => (one < other ? -1 : 1));
  return blocks.map(([heading, text]) => `# ${heading}\n${text}\n`).join("\n");
}
