// Applies the steps of a plan one after the other, each noted in the journal before it begins and when it has ended.
import { exitCodes, IamctlError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { stepTitle } from "../report/step-text.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ApplyStep, RehearseStep } from "./apply-step.ts";
import type { Journal, Run } from "./journal.ts";
import type { WithLock } from "./lock.ts";

export interface ApplyPlanSettings {
  readonly terminal: Terminal;
  readonly applyStep: ApplyStep;
  /** Asked about every step before the first is begun. */
  readonly rehearseStep?: RehearseStep;
  readonly journal: Journal;
  readonly lock: WithLock;
  /** Calls the listener when the person or the system asks the process to stop; answers with what ends listening. */
  readonly onStop: (listener: () => void) => () => void;
}

export interface RunOptions {
  /** The run in the journal whose way back this plan is; marked as undone when every step is done. */
  readonly undoes?: string | undefined;
  /** Runs that changed nothing, marked with it: later the world may look as if they had. */
  readonly settles?: readonly string[] | undefined;
  /** The run that this plan goes on with. */
  readonly resumes?: Resumption | undefined;
}

export interface Resumption {
  readonly id: string;
  /** Where in the run each step of the plan stands. */
  readonly places: readonly number[];
  /** Steps of the run that are done, whatever the journal says. */
  readonly settled: readonly { readonly place: number; readonly step: Step }[];
}

/** Answers with the run's id in the journal. */
export async function applyPlan(plan: Plan, options: RunOptions, settings: ApplyPlanSettings): Promise<string> {
  const { journal, lock, terminal, onStop } = settings;
  const apply = async (): Promise<string> => {
    const { undoes, resumes } = options;
    for (const step of plan.steps) await settings.rehearseStep?.(step);
    const run = await openRun(options, plan, journal);
    // A step that is under way is brought to its end, so that nothing is half done when the process goes.
    let stopping = false;
    const forget = onStop(() => {
      stopping = true;
      terminal.say("Stopping after this step; press Ctrl-C once more to stop at once.");
    });
    try {
      for (const index of plan.steps.keys()) {
        if (stopping) throw stoppedBefore(plan, index, run.id);
        await applyOne(plan, index, run, settings, resumes?.places[index] ?? index);
      }
    } finally {
      forget();
      await run.close();
    }
    if (undoes !== undefined) await journal.markUndone(undoes, run.id);
    for (const id of options.settles ?? []) await journal.markUndone(id, run.id);
    return run.id;
  };
  return lock(apply, () =>
    terminal.say("Another iamctl is changing things from this machine: waiting until it has ended."),
  );
}

/** The record of the run that is gone on with, or a new one. */
export async function openRun({ undoes, resumes }: RunOptions, plan: Plan, journal: Journal): Promise<Run> {
  if (resumes === undefined) return journal.begin(plan, undoes);
  const run = await journal.resume(resumes.id);
  for (const { place, step } of resumes.settled) {
    await run.begun(place, step);
    await run.done(place);
  }
  return run;
}

async function applyOne(
  plan: Plan,
  index: number,
  run: Run,
  { terminal, applyStep }: ApplyPlanSettings,
  place: number,
): Promise<void> {
  const step = plan.steps[index];
  if (step === undefined) return;
  const title = `${index + 1}/${plan.steps.length} ${stepTitle(step)}`;
  const progress = terminal.progress(title);
  try {
    await run.begun(place, step);
    await applyStep(step, (text) => progress.update(`${title}: ${text}`));
    await run.done(place);
    progress.done(title);
  } catch (error) {
    progress.fail(`${title}: failed`);
    // A journal that cannot be written either must not hide why the step failed; the step then stays noted as begun.
    await run.failed(place).catch(() => undefined);
    throw explainStop(plan, index, run.id, error);
  }
}

function stoppedBefore(plan: Plan, index: number, run: string): IamctlError {
  const left = plan.steps.slice(index).map(stepTitle).join("; ");
  const lines =
    index === 0
      ? ["Stopped. Nothing was changed."]
      : [`Stopped after step ${index} of ${plan.steps.length}. Not begun: ${left}.`, ...waysOn(run)];
  return new IamctlError(lines.join("\n"), { exitCode: exitCodes.cancelled });
}

function doneBefore(index: number): string {
  return ["Nothing was changed before it.", "Done before it: step 1."][index] ?? `Done before it: steps 1 to ${index}.`;
}

function waysOn(run: string): readonly string[] {
  return [`To take back what was done: iamctl undo ${run}`, `To go on with the rest: iamctl apply --resume ${run}`];
}

function explainStop(plan: Plan, index: number, run: string, error: unknown): IamctlError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const left = plan.steps.slice(index + 1).map(stepTitle);
  const open = left.length === 0 ? "" : ` Not begun: ${left.join("; ")}.`;
  const [hint, exitCode] =
    error instanceof IamctlError ? [error.hint, error.exitCode] : [undefined, exitCodes.unexpected];
  const ways = index === 0 ? [] : waysOn(run);
  return new IamctlError(
    `Step ${index + 1} of ${plan.steps.length} failed: ${cause.message}\n${doneBefore(index)}${open}`,
    {
      hint: [...(hint === undefined ? [] : [hint]), ...ways].join("\n"),
      exitCode,
      cause,
    },
  );
}
