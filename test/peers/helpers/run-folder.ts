// The folder of one run of the peers: everything temporary is in it, and a file for each process that was started.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const variable = "IAMCTL_PEERS_RUN";

/** Of the run that this process is part of. */
export function findRunFolder(): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error("The tests beside real programs are run by: npm run peers");
  return folder;
}

/** False in tests that run without peers, and borrow a helper of theirs. */
export function hasRunFolder(): boolean {
  return process.env[variable] !== undefined;
}

export interface RunFolder {
  readonly path: string;
  /** For processes that are part of the run: they find the folder, and put their temporary files into it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what is still running, then removes the folder. Answers how many processes had to be ended. */
  clear(): Promise<number>;
}

const beginning = "iamctl-peers-";
const runner = "runner.json";

export function makeRunFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), beginning));
  mkdirSync(join(path, "processes"));
  writeFileSync(join(path, runner), JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) }));
  return {
    path,
    env: { [variable]: path, TMPDIR: path },
    clear: async () => clearFolder(path),
  };
}

/** Clears up after runs that were killed and could not do it themselves. */
export async function clearDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(beginning))) {
    const path = join(tmpdir(), name);
    const { pid, started } = readRunner(path);
    if (pid !== undefined && startTimeOf(pid) !== started) await clearFolder(path);
  }
}

function readRunner(path: string): { readonly pid?: number; readonly started?: string } {
  try {
    return JSON.parse(readFileSync(join(path, runner), "utf8")) as { pid: number; started?: string };
  } catch {
    return {};
  }
}

async function clearFolder(path: string): Promise<number> {
  const left = listProcesses(path);
  await Promise.all(left.map((pid) => endGroup(pid)));
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  return left.length;
}

/** Remembers a process group until `forget` is called, so that the run can end it when its starter could not. */
export function remember(pid: number): { forget(): void } {
  const file = join(findRunFolder(), "processes", String(pid));
  writeFileSync(file, startTimeOf(pid) ?? "");
  return { forget: () => rmSync(file, { force: true }) };
}

/** Asks the group to stop, and makes it stop when it does not within so many milliseconds. */
export async function endGroup(pid: number, patience = 10_000): Promise<void> {
  if (!signalGroup(pid, "SIGTERM")) return;
  for (let waited = 0; waited < patience; waited += 50) {
    await sleep(50);
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, "SIGKILL");
}

/** False when there is no such group any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Those that still are what they were when they were remembered: numbers are given again. */
function listProcesses(folder: string): number[] {
  const entries = join(folder, "processes");
  return readdirSync(entries)
    .filter((pid) => readFileSync(join(entries, pid), "utf8") === startTimeOf(Number(pid)))
    .map(Number);
}

/** Clock ticks since the machine started: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, field 22. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
