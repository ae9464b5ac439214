// `iamctl undo [ID]`: puts back exactly what the last run (or the one named) found, unless somebody changed it since.
import type { UndoOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { JournalEntry } from "../plan/journal-entry.ts";
import { planUndo } from "../plan/plan-undo.ts";
import { findStanding, type Standing } from "./find-standing.ts";
import { requireSamePlace } from "./require-same-place.ts";
import { waitForRollouts } from "./wait-for-rollouts.ts";
import { wasApplied } from "./was-applied.ts";

export async function undo(context: Context, options: UndoOptions): Promise<ExitCode> {
  const { entry, standing, passedOver } = await findUndoable(context, options.id);
  const { id, title } = entry;
  const { steps, leftAlone } = standing;
  const plan = planUndo({ ...entry, steps }, () => true, leftAlone);
  if (steps.length === 0) context.terminal.say(`Nothing of run ${id} is there any more: ${title}`);
  const exitCode = await context.carryOut(plan, { ...options, undoes: id, settles: passedOver.map((run) => run.id) });
  const changed = wasApplied(exitCode, options);
  if (changed && options.wait) await waitForRollouts(context, plan.steps, options.timeout);
  return exitCode;
}

interface Undoable {
  readonly entry: JournalEntry;
  readonly standing: Standing;
  /** Later runs, which changed nothing. */
  readonly passedOver: readonly JournalEntry[];
}

/** Without an id, runs that were refused before they changed anything are passed over: the person means the last change. */
async function findUndoable(context: Context, id: string | undefined): Promise<Undoable> {
  const latest = await look(context, await findRun(context, id));
  if (id !== undefined || !changedNothing(latest)) return latest;
  const { list } = await context.journal();
  const earlier = (await list()).filter(
    ({ at, steps, undoes, undoneBy }) =>
      at < latest.entry.at && steps.length > 0 && undoes === undefined && undoneBy === undefined,
  );
  const passedOver = [latest.entry];
  for (const entry of earlier.toReversed()) {
    const found = await look(context, entry);
    if (!changedNothing(found)) {
      for (const { id: run, title } of passedOver) {
        context.terminal.say(`Run ${run} changed nothing, so it is passed over: ${title}`);
      }
      return { ...found, passedOver };
    }
    passedOver.push(entry);
  }
  return latest;
}

async function look(context: Context, entry: JournalEntry): Promise<Undoable> {
  const { id, cluster } = entry;
  await requireSamePlace(context, `Run ${id}`, { cluster, steps: entry.steps.map(({ step }) => step) });
  return { entry, standing: await findStanding(context, entry), passedOver: [] };
}

function changedNothing({ entry, standing }: Undoable): boolean {
  return standing.steps.length === 0 && !entry.steps.some(({ state }) => state === "done");
}

async function findRun(context: Context, id: string | undefined): Promise<JournalEntry> {
  const journal = await context.journal();
  const entry = id === undefined ? await journal.last() : await journal.read(id);
  if (entry === undefined) {
    throw new IamctlError("There is nothing to undo: no run of iamctl has changed anything from this machine.", {
      hint: "To take away one workload's role: iamctl revoke SERVICE. Everything of iamctl's, without any record: iamctl uninstall",
      exitCode: exitCodes.usage,
    });
  }
  if (entry.undoneBy !== undefined) {
    throw new IamctlError(`Run ${entry.id} was undone already, by run ${entry.undoneBy}.`, {
      hint: "Name another run: iamctl undo ID. List them: iamctl history",
      exitCode: exitCodes.usage,
    });
  }
  return entry;
}
