// Writes or removes a file, only while it still holds what the plan saw, and never leaves half of it behind.
import { randomBytes } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ChangedMeanwhile } from "../errors.ts";
import type { WriteFile } from "../plan/step.ts";
import { readText } from "../read-text.ts";

/** A file that already holds `after` is left as it is. */
export async function changeFile({ path, before, after }: WriteFile): Promise<void> {
  const present = await readText(path);
  if (present === after) return;
  if (present !== before) {
    throw new ChangedMeanwhile(`The file ${path}`);
  }
  if (after === undefined) await rm(path, { force: true });
  else if (present === undefined) await writeWhole(path, after, 0o666);
  else await writeWhole(await realpath(path), after, (await stat(path)).mode);
}

/**
 * What a link points to is replaced, not the link. Renaming replaces a file in one go, also when the process is killed:
 * https://pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html
 */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
