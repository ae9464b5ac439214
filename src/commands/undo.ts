// `iamctl undo [ID]`: puts back exactly what the last run (or the one named) found, unless somebody changed it since.
import type { UndoOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { JournalEntry } from "../plan/journal-entry.ts";
import { planUndo } from "../plan/plan-undo.ts";
import { findStanding } from "./find-standing.ts";
import { requireSamePlace } from "./require-same-place.ts";
import { waitForRollouts } from "./wait-for-rollouts.ts";

export async function undo(context: Context, options: UndoOptions): Promise<ExitCode> {
  const entry = await findRun(context, options.id);
  const { id, cluster, title } = entry;
  await requireSamePlace(context, `Run ${id}`, { cluster, steps: entry.steps.map(({ step }) => step) });
  const { steps, leftAlone } = await findStanding(context, entry);
  const plan = planUndo({ ...entry, steps }, () => true, leftAlone);
  if (steps.length === 0) context.terminal.say(`Nothing of run ${id} is there any more: ${title}`);
  const exitCode = await context.carryOut(plan, { ...options, undoes: id });
  const changed = exitCode === exitCodes.fine && !options.dryRun && !options.check;
  if (changed && options.wait) await waitForRollouts(context, plan.steps, options.timeout);
  return exitCode;
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
