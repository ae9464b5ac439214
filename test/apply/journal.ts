// The journal on disk: what it holds after good runs, failed runs and killed runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { createJournal } from "../../src/apply/journal.ts";
import type { Journal } from "../../src/apply/journal.ts";
import { stateFolder } from "../../src/apply/state-folder.ts";
import { annotate, attach, plan } from "../helpers/steps.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const second = annotate("avatars", "thumbnails");
const two = plan([attach, second]);

async function emptyJournal(): Promise<{ journal: Journal; folder: string }> {
  const folder = join(await temporaryFolder(), "iamctl");
  let second = 0;
  return { folder, journal: createJournal({ folder, now: () => new Date(Date.UTC(2026, 10, 23, 21, 8, second++)) }) };
}

test("a run is remembered with what it planned and how far it came", async (t) => {
  const { journal } = await emptyJournal();
  const run = await journal.begin(two);
  await run.begun(0, attach);
  await run.done(0);
  await run.begun(1, second);
  await run.failed(1);
  await run.close();
  const entry = await journal.read(run.id);
  t.like(entry, {
    title: two.title,
    cluster: "harbor-prod",
    planned: two.steps,
    undoes: undefined,
    undoneBy: undefined,
  });
  t.deepEqual(entry.steps, [
    { step: attach, state: "done" },
    { step: second, state: "failed" },
  ]);
});

test("only the user can read what the journal tells", async (t) => {
  const { journal, folder } = await emptyJournal();
  await (await journal.begin(two)).close();
  const runs = join(folder, "runs");
  const [name = ""] = await readdir(runs);
  t.is((await stat(runs)).mode & 0o777, 0o700);
  t.is((await stat(join(runs, name))).mode & 0o777, 0o600);
});

test("a run killed in the middle of a step is remembered up to that step", async (t) => {
  const { journal, folder } = await emptyJournal();
  const source = `
    const { createJournal } = await import(${JSON.stringify(new URL("../../src/apply/journal.js", import.meta.url).href)});
    const journal = createJournal({ folder: process.argv[1], now: () => new Date() });
    const run = await journal.begin(${JSON.stringify(two)});
    await run.begun(0, ${JSON.stringify(attach)});
    await run.done(0);
    await run.begun(1, ${JSON.stringify(second)});
    process.kill(process.pid, "SIGKILL");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source, folder], { stdio: "inherit" });
  const [, signal] = (await once(child, "exit")) as [number | null, string];
  t.is(signal, "SIGKILL");
  const [entry] = await journal.list();
  t.deepEqual(
    entry?.steps.map(({ state }) => state),
    ["done", "begun"],
  );
});

test("a half-written line is passed over, and what is appended after it is read", async (t) => {
  const { journal, folder } = await emptyJournal();
  const run = await journal.begin(two);
  await run.begun(0, attach);
  await run.done(0);
  await run.close();
  await appendFile(join(folder, "runs", `${run.id}.jsonl`), '\n{"type":"begun","ind');
  await journal.markUndone(run.id, "20261123-220000-0000");
  t.like(await journal.read(run.id), { undoneBy: "20261123-220000-0000", steps: [{ state: "done" }] });
});

test("a file that is no journal does not hide the others", async (t) => {
  const { journal, folder } = await emptyJournal();
  const run = await journal.begin(two);
  await run.close();
  await writeFile(join(folder, "runs", "20200101-000000-0000.jsonl"), "garbage");
  t.deepEqual(
    (await journal.list()).map(({ id }) => id),
    [run.id],
  );
});

test("the last run to undo is neither undone, nor an undo, nor one that did nothing", async (t) => {
  const { journal } = await emptyJournal();
  t.is(await journal.last(), undefined);
  const [first, second, empty] = [await journal.begin(two), await journal.begin(two), await journal.begin(two)];
  for (const run of [first, second]) await run.begun(0, attach);
  const undo = await journal.begin(two, second.id);
  await undo.begun(0, attach);
  await journal.markUndone(second.id, undo.id);
  t.is((await journal.last())?.id, first.id);
  await Promise.all([first, second, empty, undo].map((run) => run.close()));
});

test("undone, redone and undone again: a run counts as what the last word on it says, however long the chain", async (t) => {
  const { journal } = await emptyJournal();
  const ids: string[] = [];
  for (let length = 0; length < 7; length += 1) {
    const undoes = ids.at(-1);
    const run = await journal.begin(two, undoes);
    await run.begun(0, attach);
    await run.done(0);
    await run.close();
    if (undoes !== undefined) await journal.markUndone(undoes, run.id);
    ids.push(run.id);
    const stands = (await journal.list()).map(({ undoneBy }) => undoneBy === undefined);
    // The last stands, so the one before does not, so the one before that does.
    t.deepEqual(
      stands,
      ids.map((_, at) => (length - at) % 2 === 0),
      `after ${length} undos`,
    );
    t.is((await journal.last())?.id, length % 2 === 0 ? ids[0] : undefined);
  }
});

test("asking for a run that never was names those there are", async (t) => {
  const { journal } = await emptyJournal();
  const run = await journal.begin(two);
  await run.close();
  const error = await t.throwsAsync(journal.read("20200101-000000-0000"));
  t.like(error, {
    message: "The journal holds no run 20200101-000000-0000",
    exitCode: 2,
    hint: `Latest runs: ${run.id}`,
  });
});

test("the state folder follows XDG_STATE_HOME, and ignores a relative one", (t) => {
  t.is(stateFolder({ XDG_STATE_HOME: "/state" }), "/state/iamctl");
  t.true(stateFolder({ XDG_STATE_HOME: "state" }).endsWith("/.local/state/iamctl"));
  t.true(stateFolder({}).endsWith("/.local/state/iamctl"));
});

test("a thousand runs of one second have an id each", async (t) => {
  const folder = join(await temporaryFolder(), "iamctl");
  const journal = createJournal({ folder, now: () => new Date(Date.UTC(2026, 10, 23, 21, 8)) });
  const ids = new Set<string>();
  for (let round = 0; round < 1000; round += 1) {
    const run = await journal.begin(plan([]));
    await run.close();
    ids.add(run.id);
  }
  t.is(ids.size, 1000);
  t.is((await journal.list()).length, 1000);
});

test("a journal that cannot be written stops a run before it changes anything", async (t) => {
  const folder = join(await temporaryFolder(), "occupied");
  await writeFile(folder, "a file where the folder should be");
  const error = await t.throwsAsync(createJournal({ folder, now: () => new Date() }).begin(two));
  t.regex(error?.message ?? "", /cannot be written, so nothing was changed/);
});
