// Finds out what of a run still stands, and how each part of it can be taken back beside what others changed since.
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { takeBackEdit } from "../iam/take-back-edit.ts";
import type { JournalEntry, JournalStep } from "../plan/journal-entry.ts";
import { sortSteps } from "../plan/sort-steps.ts";
import type { AnnotateWorkload, ReplaceTrust, Step } from "../plan/step.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { stepTitle } from "../report/step-text.ts";

export interface Standing {
  /** Steps whose inverse takes back what stands, in the run's order. */
  readonly steps: readonly JournalStep[];
  /** What was changed by others and stays, in words. */
  readonly leftAlone: readonly string[];
}

/**
 * Looked at all together and first, so that a change by somebody else stops the undo before its first step, not
 * half-way. What is back already (an undo that was cut short) is left alone.
 */
export async function findStanding(context: Context, entry: JournalEntry): Promise<Standing> {
  const recorded = entry.steps;
  const { done, astray } = await sortSteps(
    recorded.map(({ step }) => step),
    (step) => context.hasHappened(step),
  );
  const found = done.flatMap((at) => place(at, recorded[at]));
  const leftAlone: string[] = [];
  // Steps on the same thing are taken back together: from what is there now to what was before the first.
  for (const chain of astray) {
    const members = chain.flatMap((at) => recorded[at] ?? []);
    if (!members.some(({ state }) => state === "done")) continue;
    const { substitute, note } = await separate(
      context,
      entry.id,
      members.map(({ step }) => step),
    );
    if (substitute !== undefined) found.push({ at: chain.at(-1) ?? 0, recorded: { step: substitute, state: "done" } });
    if (note !== undefined) leftAlone.push(note);
  }
  return {
    steps: found.toSorted((one, other) => one.at - other.at).map(({ recorded: step }) => step),
    leftAlone,
  };
}

interface Placed {
  readonly at: number;
  readonly recorded: JournalStep;
}

function place(at: number, recorded: JournalStep | undefined): Placed[] {
  return recorded === undefined ? [] : [{ at, recorded }];
}

interface Separated {
  /** Its inverse takes back our part and leaves theirs. */
  readonly substitute?: Step;
  readonly note?: string;
}

async function separate(context: Context, id: string, chain: readonly Step[]): Promise<Separated> {
  const [first] = chain;
  const last = chain.at(-1);
  if (first?.kind === "replace-trust" && last?.kind === "replace-trust") {
    return separateTrust(context, id, { ...last, before: first.before });
  }
  if (first?.kind === "annotate-workload" && last?.kind === "annotate-workload") {
    return separateAnnotations(context, first, last);
  }
  if (last?.kind === "write-file") {
    return { note: `The file ${last.path} was changed since and stays as it is.` };
  }
  throw changedSince(id, last);
}

async function separateTrust(context: Context, id: string, step: ReplaceTrust): Promise<Separated> {
  const lookup = await (await context.account()).readRole(step.role);
  if (lookup.kind === "absent") return { note: `The role ${step.role} is gone, and its trust policy with it.` };
  if (lookup.kind === "unreadable") throw changedSince(id, step);
  const edit = takeBackEdit(lookup.facts.trust, step.before, step.after);
  if (edit.kind === "malformed") throw changedSince(id, step, edit.problem);
  if (edit.kind === "unchanged") return { note: `Nothing of the run is left in the trust policy of ${step.role}.` };
  return {
    substitute: { ...step, before: edit.text, after: lookup.facts.trust },
    note: `The trust policy of ${step.role} was changed since: only what the run wrote is taken out of it.`,
  };
}

async function separateAnnotations(
  context: Context,
  first: AnnotateWorkload,
  last: AnnotateWorkload,
): Promise<Separated> {
  const name = `${last.workload.namespace}/${printWorkload(last.workload)}`;
  const workload = await (await context.cluster()).readWorkload(last.workload);
  if (workload === undefined) return { note: `${name} is gone, and its annotations with it.` };
  const ours = last.changes
    .filter(({ key, after }) => workload.templateAnnotations[key] === after)
    .map(({ key, after, afterBy }) => {
      const { before, beforeBy } = first.changes.find((change) => change.key === key) ?? { before: undefined };
      const holders = { ...(beforeBy !== undefined && { beforeBy }), ...(afterBy !== undefined && { afterBy }) };
      return { key, before, after, ...holders };
    });
  const theirs = last.changes.filter(({ key, after }) => workload.templateAnnotations[key] !== after);
  const note = `${name} keeps ${theirs.map(({ key }) => key).join(", ")}: somebody changed it since.`;
  return ours.length === 0 ? { note } : { substitute: { ...last, changes: ours }, note };
}

function changedSince(id: string, step: Step | undefined, problem?: string): IamctlError {
  const what = step === undefined ? "" : `: ${stepTitle(step)}`;
  const why = problem === undefined ? "" : ` (${problem})`;
  return new IamctlError(`What run ${id} did has been changed since, so nothing was undone${what}${why}`, {
    hint: "To take away one workload's role and leave everything else as it is: iamctl revoke SERVICE",
    exitCode: exitCodes.refused,
  });
}
