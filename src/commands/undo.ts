// `iamctl undo [ID]`: puts back exactly what the last run (or the one named) found, unless somebody changed it since.
import type { UndoOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { invertStep } from "../plan/invert-step.ts";
import type { JournalEntry, JournalStep } from "../plan/journal-entry.ts";
import { planUndo } from "../plan/plan-undo.ts";
import type { Step } from "../plan/step.ts";
import { stepTitle } from "../report/step-text.ts";
import { identifyCluster } from "./identify-cluster.ts";

export async function undo(context: Context, options: UndoOptions): Promise<ExitCode> {
  const entry = await findRun(context, options.id);
  await requireSameCluster(context, entry);
  const standing = await findStanding(context, entry);
  const plan = planUndo({ ...entry, steps: standing }, () => true);
  if (standing.length === 0) context.terminal.say(`Nothing of run ${entry.id} is there any more: ${entry.title}`);
  return context.carryOut(plan, { ...options, undoes: entry.id });
}

/** A workload is known by its name alone, and another cluster may well have one of the same name. */
async function requireSameCluster(context: Context, { id, cluster, steps }: JournalEntry): Promise<void> {
  if (!steps.some(({ step }) => step.kind === "annotate-workload")) return;
  const { facts } = await identifyCluster(await context.account(), await context.cluster());
  if (facts.name === cluster) return;
  throw new IamctlError(`Run ${id} changed the cluster ${cluster}; this is ${facts.name}.`, {
    hint: "Name the context of that cluster: iamctl undo --context CONTEXT",
    exitCode: exitCodes.usage,
  });
}

/**
 * The steps whose change is there still. Looked at all together and first, so that a change by somebody else stops the
 * undo before its first step, not half-way. What is back already (an undo that was cut short) is left alone.
 */
async function findStanding(context: Context, { id, steps }: JournalEntry): Promise<readonly JournalStep[]> {
  const standing: JournalStep[] = [];
  for (const recorded of steps) {
    const { step, state } = recorded;
    if (await context.hasHappened(step)) standing.push(recorded);
    else if (state === "done" && !(await context.hasHappened(invertStep(step)))) throw changedSince(id, step);
  }
  return standing;
}

function changedSince(id: string, step: Step): IamctlError {
  return new IamctlError(`What run ${id} did has been changed since, so nothing was undone: ${stepTitle(step)}`, {
    hint: "To take away one workload's role and leave everything else as it is: iamctl revoke SERVICE",
    exitCode: exitCodes.refused,
  });
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
