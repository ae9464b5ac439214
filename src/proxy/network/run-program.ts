// Runs one of the node's programs to its end, with a time limit and without the environment, which may hold keys.
import { execFile } from "node:child_process";

/** Answers what it printed. `input` is its stdin. */
export type RunProgram = (program: string, words: readonly string[], input?: string) => Promise<string>;

export class ProgramMissing extends Error {}

/** Milliseconds. Programs that wait for the lock of another one are told to give up before. */
const longest = 20_000;
const largestOutput = 256 * 1024 * 1024;

/** `path`: where programs are looked for. */
export function createRunProgram(path: string | undefined): RunProgram {
  const env = { PATH: path ?? "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
  return (program, words, input) =>
    new Promise((resolve, reject) => {
      const settings = { env, timeout: longest, killSignal: "SIGKILL", maxBuffer: largestOutput } as const;
      const child = execFile(program, words, settings, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT") reject(new ProgramMissing(`${program}: is not there`, { cause: error }));
        else reject(new Error(`${program}: ${explain(error, stderr)}`, { cause: error }));
      });
      // A program that ends before it has read everything says why on stderr.
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
    });
}

function explain(error: { readonly code?: unknown; readonly killed?: unknown }, stderr: string): string {
  if (error.killed === true) return `did not end within ${longest / 1000} s`;
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return said.slice(0, 3).join(" ").slice(0, 400) || `ended with ${String(error.code)}`;
}
