// Runs the real executable as a person would, and what came of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { findPackageFolder } from "../../src/package-folder.ts";

export const packageFolder = findPackageFolder();

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Without a terminal, as in a pipe; `env` replaces the whole environment but PATH. */
export async function runIamctl(
  words: readonly string[],
  { env = {}, nodeFlags = [] }: RunOptions = {},
): Promise<Outcome> {
  const program = join(packageFolder, "bin/iamctl.js");
  const child = spawn(process.execPath, [...nodeFlags, program, ...words], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { stdout, stderr, exitCode: exitCode as number | null };
}
