// `iamctl undo [ID]`: puts back exactly what the last run (or the one named) found, unless somebody changed it since.
import type { UndoOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { JournalEntry } from "../plan/journal-entry.ts";
import { planUndo } from "../plan/plan-undo.ts";
import type { Step } from "../plan/step.ts";

export async function undo(context: Context, options: UndoOptions): Promise<ExitCode> {
  const entry = await findRun(context, options.id);
  const unsure = entry.steps.filter(({ state }) => state !== "done").map(({ step }) => step);
  const happened = new Set<Step>();
  for (const step of unsure) if (await context.hasHappened(step)) happened.add(step);
  const plan = planUndo(entry, (step) => happened.has(step));
  return context.carryOut(plan, { ...options, undoes: entry.id });
}

async function findRun(context: Context, id: string | undefined): Promise<JournalEntry> {
  const journal = await context.journal();
  const entry = id === undefined ? await journal.last() : await journal.read(id);
  if (entry === undefined) {
    throw new IamctlError("There is nothing to undo: no run of iamctl has changed anything from this machine.", {
      hint: "To take away one workload's role: iamctl revoke SERVICE",
      exitCode: exitCodes.usage,
    });
  }
  if (entry.undoneBy !== undefined) {
    throw new IamctlError(`Run ${entry.id} was undone already, by run ${entry.undoneBy}.`, {
      hint: "Name another run: iamctl undo ID",
      exitCode: exitCodes.usage,
    });
  }
  return entry;
}
