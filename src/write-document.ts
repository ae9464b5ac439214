// Writes a document that somebody asked for: whole or not at all, so that a run that was cut short leaves the old one.
import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { exitCodes, IamctlError } from "./errors.ts";

/** Errors name the path and end with exit code 2: most often the folder is not there. */
export async function writeDocument(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text.endsWith("\n") ? text : `${text}\n`, { flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const problem =
      cause instanceof Error ? cause.message.replace(`.${draft.slice(path.length + 1)}`, "") : String(cause);
    throw new IamctlError(`${path} could not be written: ${problem}`, { exitCode: exitCodes.usage, cause });
  }
}
