// Runs the node's programs without the environment, which may hold keys: to their end in limited time, or line by line.
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Answers what it printed. `input` is its stdin. */
export type RunProgram = (program: string, words: readonly string[], input?: string) => Promise<string>;

/** One that goes on until it is stopped, or ends by itself. */
export type FollowProgram = (program: string, words: readonly string[], listener: LineListener) => { stop(): void };

export interface LineListener {
  readonly line: (text: string) => void;
  /** By itself. */
  readonly ended: (problem: string) => void;
}

export class ProgramMissing extends Error {}

/** Milliseconds. Programs that wait for the lock of another one are told to give up before. */
const longest = 20_000;
const largestOutput = 256 * 1024 * 1024;

/** `path`: where programs are looked for. */
export function createRunProgram(path: string | undefined): RunProgram {
  const env = environment(path);
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

export function createFollowProgram(path: string | undefined): FollowProgram {
  return (program, words, { line, ended }) => {
    const child = spawn(program, words, { env: environment(path), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    let isOver = false;
    const end = (problem: string): void => {
      if (!isOver) ended(problem);
      isOver = true;
    };
    // A proxy that has failed to start must not stay for the sake of this.
    child.unref();
    createInterface({ input: child.stdout }).on("line", line);
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-400);
    });
    child.once("error", (error) => {
      const isMissing = "code" in error && error.code === "ENOENT";
      end(`${program}: ${isMissing ? "is not there" : error.message}`);
    });
    child.once("close", (code, signal) => {
      end(said.trim() || `ended with ${String(code ?? signal)}`);
    });
    return {
      stop() {
        isOver = true;
        child.kill("SIGKILL");
      },
    };
  };
}

function environment(path: string | undefined): Record<string, string> {
  return { PATH: path ?? "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
}

function explain(error: { readonly code?: unknown; readonly killed?: unknown }, stderr: string): string {
  if (error.killed === true) return `did not end within ${longest / 1000} s`;
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return said.slice(0, 3).join(" ").slice(0, 400) || `ended with ${String(error.code)}`;
}
