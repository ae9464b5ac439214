// Runs one of the programs that peers are built with, which may take minutes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface BuildSettings {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface BuildStep extends BuildSettings {
  readonly folder: string;
  /** What a line of the program's output stands for. */
  readonly unit: string;
}

const progressEvery = 15_000;
const keptLines = 40;

/** Says now and then how far it is; its output is shown only when it fails. */
export async function runStep(
  program: string,
  words: readonly string[],
  { folder, unit, say, signal }: BuildStep,
): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: "0", PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(program, words, { cwd: folder, env, signal, stdio: ["ignore", "pipe", "pipe"] });
  const last: string[] = [];
  let count = 0;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      count += 1;
      last.push(line);
      if (last.length > keptLines) last.shift();
    });
  }
  const progress = setInterval(() => say(`  ${count} ${unit}`), progressEvery);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${[program, ...words].join(" ")} failed (${code}):\n${last.join("\n")}`);
  } finally {
    clearInterval(progress);
  }
}
