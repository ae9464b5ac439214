// `iamctl apply PLAN`: applies a plan that was saved and reviewed, or goes on with a run that was cut short.
import { readPlan } from "../plan/read-plan.ts";
import type { ApplyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { stepsBroaden } from "../plan/broadens.ts";
import type { JournalEntry } from "../plan/journal-entry.ts";
import type { Plan } from "../plan/plan.ts";
import { type SortedSteps, sortSteps } from "../plan/sort-steps.ts";
import type { Step } from "../plan/step.ts";
import { stepTitle } from "../report/step-text.ts";
import { readText } from "../read-text.ts";
import { requireSamePlace } from "./require-same-place.ts";
import { waitForRollouts } from "./wait-for-rollouts.ts";
import { wasApplied } from "./was-applied.ts";
import { agreeing, counted } from "../print-many.ts";

export async function apply(context: Context, options: ApplyOptions): Promise<ExitCode> {
  const { plan, source, entry } = await findPlan(context, options);
  await requireSamePlace(context, source, plan);
  const sorted = await sort(context, plan, source);
  const rest = planRest(plan, sorted);
  const settled = sorted.done
    .filter((place) => entry?.steps[place]?.state !== "done")
    .map((place) => ({ place, step: plan.steps[place] as Step }));
  const exitCode = await context.carryOut(rest, {
    ...options,
    ...(entry !== undefined && { resumes: { id: entry.id, places: sorted.left, settled } }),
    replan: async () => planRest(plan, await sort(context, plan, source)),
  });
  const changed = wasApplied(exitCode, options);
  if (changed && options.wait) await waitForRollouts(context, rest.steps, options.timeout);
  return exitCode;
}

interface Found {
  readonly plan: Plan;
  /** Where it is from, to begin a sentence with. */
  readonly source: string;
  /** The run to go on with. */
  readonly entry?: JournalEntry;
}

async function findPlan(context: Context, { file, resume }: ApplyOptions): Promise<Found> {
  if (file !== undefined && resume === undefined) {
    const content = await readText(file === "-" ? "/dev/stdin" : file);
    if (content !== undefined) return { plan: readPlan(content, file), source: `The plan in ${file}` };
    throw new IamctlError(`There is no file ${file}.`, {
      hint: "Save a plan with: iamctl grant SERVICE ROLE --dry-run -o json > plan.json",
      exitCode: exitCodes.usage,
    });
  }
  const entry = await findCutShort(context, resume === true ? undefined : resume);
  const { id, title, cluster, planned } = entry;
  const plan: Plan = { version: 1, title, cluster, broadens: stepsBroaden(planned), steps: planned, notes: [] };
  return { plan, source: `Run ${id}`, entry };
}

async function findCutShort(context: Context, id: string | undefined): Promise<JournalEntry> {
  const journal = await context.journal();
  const isOpen = ({ planned, steps, undoneBy }: JournalEntry): boolean =>
    undoneBy === undefined && (steps.length < planned.length || steps.some(({ state }) => state !== "done"));
  const entry = id === undefined ? (await journal.list()).findLast(isOpen) : await journal.read(id);
  if (entry !== undefined && isOpen(entry)) return entry;
  const message = entry === undefined ? "No run was cut short." : `Run ${entry.id} has come to its end or was undone.`;
  throw new IamctlError(message, { hint: "See all runs: iamctl history", exitCode: exitCodes.usage });
}

/** Refuses as a whole, before the first step, when somebody changed what a step is about. */
async function sort(context: Context, { steps }: Plan, source: string): Promise<SortedSteps> {
  const sorted = await sortSteps(steps, (step) => context.hasHappened(step));
  if (sorted.astray.length === 0) return sorted;
  const titles = sorted.astray.flat().map((at) => stepTitle(steps[at] as Step));
  throw new IamctlError(
    `${source} does not fit what is there any more, so nothing was changed. Somebody else was at: ${titles.join("; ")}`,
    { hint: "Plan again with the command that made it.", exitCode: exitCodes.refused },
  );
}

/** What a file says of itself is not believed: whether it broadens is judged from its steps. */
function planRest(plan: Plan, { done, left }: SortedSteps): Plan {
  const steps = left.map((at) => plan.steps[at] as Step);
  const gone =
    done.length === 0
      ? []
      : [`${done.length} of ${counted(plan.steps.length, "step")} ${agreeing(done.length, "is", "are")} done already.`];
  return { ...plan, broadens: plan.broadens || stepsBroaden(steps), steps, notes: [...plan.notes, ...gone] };
}
