// Lets one iamctl at a time change things from this machine: IAM has no compare-and-swap, so two at once could lose a write.
import { link, mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs `work` while nobody else holds the lock; `wait` is called once when somebody does. */
export type WithLock = <Result>(work: () => Promise<Result>, wait: () => void) => Promise<Result>;

export interface LockOptions {
  /** Made when missing. */
  readonly folder: string;
  /** A holder that gave no sign for so long was killed; 10 s when absent. */
  readonly staleMilliseconds?: number;
}

const pollMilliseconds = 50;

export function createLock({ folder, staleMilliseconds = 10_000 }: LockOptions): WithLock {
  const path = join(folder, "lock");
  return async (work, wait) => {
    // Where nothing can be written there is no journal either, and that says it better.
    if ((await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => "unwritable")) === "unwritable")
      return work();
    for (let tries = 0; !(await take(path)); tries += 1) {
      if (tries === 0) wait();
      await breakStale(path, staleMilliseconds);
      await sleep(pollMilliseconds);
    }
    const alive = setInterval(() => void sign(path), staleMilliseconds / 5);
    alive.unref();
    try {
      return await work();
    } finally {
      clearInterval(alive);
      await rm(path, { force: true });
    }
  };
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
    return true;
  } catch (error) {
    return !isErrno(error, "EEXIST");
  }
}

async function sign(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** Of two who find it stale one renames it; the other may catch the new one, and puts that back. */
async function breakStale(path: string, staleMilliseconds: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || Date.now() - found.mtimeMs < staleMilliseconds) return;
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
    if ((await stat(aside)).ino !== found.ino) await link(aside, path);
  } catch (error) {
    if (!isErrno(error, "ENOENT") && !isErrno(error, "EEXIST")) throw error;
  }
  await rm(aside, { force: true });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
