// Writes a document that somebody asked for: whole or not at all, so that a run that was cut short leaves the old one.
import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { exitCodes, IamctlError } from "./errors.ts";

/** Errors name the path and end with exit code 2: most often the folder is not there. */
export async function writeDocument(path: string, text: string): Promise<void> {
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  try {
    // A device or a pipe cannot be replaced, a link should not be.
    const target = await realpath(path).catch(() => path);
    const isFile = await stat(target).then(
      (found) => found.isFile(),
      () => true,
    );
    await (isFile ? replaceFile(target, whole) : writeFile(target, whole));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`${path} could not be written: ${problem}`, { exitCode: exitCodes.usage, cause });
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const ending = `.${randomUUID()}.tmp`;
  const draft = `${path}${ending}`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new Error(cause instanceof Error ? cause.message.replaceAll(ending, "") : String(cause), { cause });
  }
}
