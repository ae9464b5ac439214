// Where built peers are kept, outside the checkout: one folder for each state of what they are built from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface CachedPeer {
  readonly folder: string;
  /** False until `complete` was called once, by this run or an earlier one. */
  readonly isComplete: boolean;
  /** Everything in the folder is there. */
  complete(): void;
}

/** `sources`: a folder, all of whose files count. What an interrupted run left unfinished is removed. */
export function openCachedPeer(name: string, sources: string): CachedPeer {
  const folder = join(cacheFolder(), `${name}-${fingerprint(sources)}`);
  const mark = join(folder, ".complete");
  const isComplete = existsSync(mark);
  if (!isComplete) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { folder, isComplete, complete: () => writeFileSync(mark, "") };
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: named } = process.env;
  return join(named === undefined || named === "" ? join(homedir(), ".cache") : named, "iamctl-peers");
}

function fingerprint(sources: string): string {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of readdirSync(sources).toSorted())
    hash.update(`${file}\n`).update(readFileSync(join(sources, file)));
  return hash.digest("hex").slice(0, 12);
}
