// Remembers every step of every run on disk, before it is done and again after, so that a killed run can be undone.
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, IamctlError } from "../errors.ts";
import type { JournalEntry } from "../plan/journal-entry.ts";
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { readJournalText } from "./journal-text.ts";
import type { JournalLine } from "./journal-text.ts";

export interface Journal {
  /** Opens the record of a run. `undoes`: the run whose way back this is. */
  begin(plan: Plan, undoes?: string): Promise<Run>;
  /** Opens the record of a run that was cut short, to go on with it. */
  resume(id: string): Promise<Run>;
  /** Oldest first. */
  list(): Promise<readonly JournalEntry[]>;
  /** Throws an IamctlError when there is no such run. */
  read(id: string): Promise<JournalEntry>;
  /** The latest run that can be undone: neither undone already nor itself an undo. */
  last(): Promise<JournalEntry | undefined>;
  /** `by`: the run that undid it. What that run itself undid counts as done again, and so on. */
  markUndone(id: string, by: string): Promise<void>;
}

export interface Run {
  readonly id: string;
  /** On disk when it returns; so are the others. */
  begun(index: number, step: Step): Promise<void>;
  done(index: number): Promise<void>;
  failed(index: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalOptions {
  /** Made when missing, for the user alone: the documents in it tell who may do what. */
  readonly folder: string;
  readonly now: () => Date;
}

export function createJournal({ folder, now }: JournalOptions): Journal {
  const runs = join(folder, "runs");
  const fileOf = (id: string): string => join(runs, `${id}.jsonl`);
  const list = async (): Promise<readonly JournalEntry[]> => {
    const names = (await readdir(runs).catch(emptyWhenMissing)).filter((name) => name.endsWith(".jsonl"));
    const entries = await Promise.all(
      names.map(async (name) => readJournalText(await readFile(join(runs, name), "utf8"))),
    );
    // By the time inside, which is finer than the second in the name.
    return entries.filter((entry) => entry !== undefined).toSorted((one, other) => (one.at < other.at ? -1 : 1));
  };
  return {
    list,
    async begin(plan, undoes) {
      const { id, file } = await openNew(runs, now);
      const { title, cluster, steps } = plan;
      await append(file, {
        type: "run",
        version: 1,
        id,
        at: now().toISOString(),
        title,
        cluster,
        planned: steps,
        undoes,
      });
      await syncFolder(runs);
      return recordIn(file, id);
    },
    async resume(id) {
      return recordIn(await open(fileOf(id), "a", 0o600), id);
    },
    async read(id) {
      const found = (await list()).find((entry) => entry.id === id);
      if (found === undefined) throw unknownRun(id, await list());
      return found;
    },
    async last() {
      return (await list()).findLast(
        ({ steps, undoes, undoneBy }) => steps.length > 0 && undoes === undefined && undoneBy === undefined,
      );
    },
    async markUndone(id, by) {
      const rest = new Map((await list()).map((entry) => [entry.id, entry]));
      let one = rest.get(id);
      let undoneBy: string | undefined = by;
      // Undone, an undo no longer keeps its run undone; back in force, it does so again: and so on down the chain.
      while (one !== undefined) {
        const { id: known, undoes } = one;
        await note(fileOf(known), undoneBy === undefined ? { type: "redone" } : { type: "undone", by: undoneBy });
        undoneBy = undoneBy === undefined ? known : undefined;
        rest.delete(known);
        one = rest.get(undoes ?? "");
      }
    },
  };
}

function recordIn(file: FileHandle, id: string): Run {
  return {
    id,
    begun: (index, step) => append(file, { type: "begun", index, step }),
    done: (index) => append(file, { type: "done", index }),
    failed: (index) => append(file, { type: "failed", index }),
    close: () => file.close(),
  };
}

async function note(path: string, line: JournalLine): Promise<void> {
  const file = await open(path, "a", 0o600);
  try {
    await append(file, line);
  } finally {
    await file.close();
  }
}

/** For the user alone; without a journal nothing is changed, because it could not be undone. */
async function openNew(folder: string, now: () => Date): Promise<{ readonly id: string; readonly file: FileHandle }> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Two runs of one second may draw the same id: the file of the first one tells.
    for (;;) {
      const id = makeId(now());
      const file = await open(join(folder, `${id}.jsonl`), "ax", 0o600).catch(undefinedWhenTaken);
      if (file !== undefined) return { id, file };
    }
  } catch (cause) {
    throw new IamctlError(
      `The journal in ${folder} cannot be written, so nothing was changed: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: "Make the folder writable, or name another one: XDG_STATE_HOME=FOLDER iamctl …",
        cause,
      },
    );
  }
}

/** A line that begins with a line break outlives a half-written one before it. */
async function append(file: FileHandle, line: JournalLine): Promise<void> {
  await file.appendFile(`\n${JSON.stringify(line)}`);
  await file.sync();
}

/** A new file's name is on disk only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function makeId(at: Date): string {
  const [date = "", time = ""] = at.toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${randomBytes(2).toString("hex")}`;
}

function undefinedWhenTaken(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "EEXIST") throw error;
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}

function unknownRun(id: string, entries: readonly JournalEntry[]): IamctlError {
  const known = entries.map((entry) => entry.id).slice(-5);
  return new IamctlError(`The journal holds no run ${id}`, {
    hint: known.length === 0 ? "Nothing has been changed from this machine yet." : `Latest runs: ${known.join(", ")}`,
    exitCode: exitCodes.usage,
  });
}
