// Runs iamctl as a process of its own, just as a person would, and collects what it prints.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import { stripVTControlCharacters } from "node:util";

export interface CommandResult {
  readonly exitCode: number;
  /** Without colours, for claims about what it says. */
  readonly stdout: string;
  /** Both streams in the order they arrived, as a terminal shows them. */
  readonly shown: string;
}

export interface Command {
  readonly packageFolder: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

export async function runIamctl({ packageFolder, folder, env, words }: Command): Promise<CommandResult> {
  const child = spawn(execPath, [join(packageFolder, "bin", "iamctl.js"), ...words], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    shown += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? -1, stdout: stripVTControlCharacters(stdout), shown }));
  });
}
