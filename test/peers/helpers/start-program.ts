// Starts one of other people's programs for as long as a test needs it, with its output in a file of the run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, findRunFolder, remember } from "./run-folder.ts";

export interface RunningProgram {
  readonly pid: number;
  /** What it has written so far, both streams. */
  output(): string;
  /** Comes back when `ready` answers something; fails, with its output, when it ends first or takes too long. */
  until<T>(ready: () => Promise<T | undefined> | T | undefined): Promise<T>;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** In messages and in the name of the file. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed when it was asked to end; ten seconds when absent. */
  readonly endsWithin?: number;
}

/** Generous: the machine may be compiling beside it. */
const startDeadline = 240_000;

export async function startProgram(
  program: string,
  words: readonly string[],
  { name, env = {}, endsWithin }: ProgramOptions,
): Promise<RunningProgram> {
  // Two of one name may start at once, here or in another process of the run, and neither is to read the other's output.
  const file = join(mkdtempSync(join(findRunFolder(), `${name}-`)), "output.log");
  const log = openSync(file, "a");
  const [command, ...tied] = tie(program, words);
  // A group of its own: Ctrl-C at the terminal must not end it before what depends on it.
  const child = spawn(command, tied, {
    env: { PATH: process.env["PATH"], HOME: findRunFolder(), TMPDIR: findRunFolder(), ...env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const record = remember(pid);
  const output = (): string => readFileSync(file, "utf8");
  return {
    pid,
    output,
    async until(ready) {
      for (let waited = 0; waited < startDeadline; waited += 50) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended:\n${output()}`);
        const answer = await ready();
        if (answer !== undefined) return answer;
        await sleep(50);
      }
      throw new Error(`${name} was not ready in time:\n${output()}`);
    },
    async stop() {
      await endGroup(pid, endsWithin);
      record.forget();
    },
  };
}

const tying = "/usr/bin/setpriv";

/** The command line that ends the program even where its starter is killed and can clean nothing up (util-linux). */
export function tie(program: string, words: readonly string[]): readonly [string, ...string[]] {
  return existsSync(tying) ? [tying, "--pdeathsig", "KILL", "--", program, ...words] : [program, ...words];
}
