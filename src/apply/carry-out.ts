// Takes a plan the whole way: show, confirm, apply step by step with a journal, and check that nothing is left to do.
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, IamctlError } from "../errors.ts";
import type { ExitCode } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { jsonText } from "../report/json-text.ts";
import { plain } from "../report/plain.ts";
import { planText } from "../report/plan-text.ts";
import { stepTitle } from "../report/step-text.ts";
import type { Style } from "../report/style.ts";
import type { Ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ApplyStep } from "./apply-step.ts";
import type { Journal, Run } from "./journal.ts";

export interface CarryOutOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** Changes nothing either, and answers with exit code 3 when something would change. */
  readonly check: boolean;
  readonly output: "text" | "json";
  /** Reads and plans again after the changes; must come back without steps. */
  readonly replan?: () => Promise<Plan>;
  /** The run in the journal whose way back this plan is; marked as undone when every step is done. */
  readonly undoes?: string;
}

export interface CarryOutSettings {
  readonly terminal: Terminal;
  readonly style: Style;
  readonly ask: Ask;
  readonly applyStep: ApplyStep;
  readonly journal: Journal;
  /** Waits between looks when IAM shows a change late; real time when absent. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export type CarryOut = (plan: Plan, options: CarryOutOptions) => Promise<ExitCode>;

export function createCarryOut(settings: CarryOutSettings): CarryOut {
  const { terminal, style, ask } = settings;
  return async (plan, options) => {
    const document = (outcome: Outcome): void => {
      if (options.output === "json") terminal.print(jsonText({ version: 1, plan, ...outcome }));
    };
    if (plan.steps.length === 0) {
      for (const note of plan.notes) terminal.say(`Note: ${plain(note)}`);
      terminal.say("Nothing to change.");
      await settleEmptyUndo(options, settings.journal);
      document({ outcome: "unchanged" });
      return exitCodes.fine;
    }
    if (options.dryRun || options.check) {
      if (options.output === "text") terminal.print(planText(plan, style));
      document({ outcome: "planned" });
      return options.check ? exitCodes.found : exitCodes.fine;
    }
    terminal.say(planText(plan, style));
    if (!options.yes && !(await confirm(plan, ask))) {
      throw new IamctlError("Not confirmed. Nothing was changed.", { exitCode: exitCodes.cancelled });
    }
    const run = await applyAll(plan, options, settings);
    if (options.replan !== undefined) await checkNothingLeft(options.replan, run, settings);
    const checked = options.replan === undefined ? "Done." : "Done, and read again: nothing is left to change.";
    terminal.say(`${checked} To take it back: iamctl undo ${run}`);
    document({ outcome: "applied", run });
    return exitCodes.fine;
  };
}

interface Outcome {
  readonly outcome: "unchanged" | "planned" | "applied";
  /** Id in the journal. */
  readonly run?: string;
}

/** A run that changed nothing counts as undone, so that the next undo goes on to the run before it. */
async function settleEmptyUndo({ undoes, dryRun, check }: CarryOutOptions, journal: Journal): Promise<void> {
  if (undoes !== undefined && !dryRun && !check) await journal.markUndone(undoes, undoes);
}

function confirm(plan: Plan, ask: Ask): Promise<boolean> {
  if (!plan.broadens) return ask.confirm("Make these changes?", { flag: "--yes" });
  return ask.confirmByName(
    `To make these changes, type the name of the cluster (${plain(plan.cluster)}):`,
    plan.cluster,
    {
      flag: "--yes",
    },
  );
}

/** Answers with the run's id in the journal. */
async function applyAll(plan: Plan, options: CarryOutOptions, settings: CarryOutSettings): Promise<string> {
  const run = await settings.journal.begin(plan, options.undoes);
  try {
    for (const index of plan.steps.keys()) await applyOne(plan, index, run, settings);
  } finally {
    await run.close();
  }
  if (options.undoes !== undefined) await settings.journal.markUndone(options.undoes, run.id);
  return run.id;
}

async function applyOne(plan: Plan, index: number, run: Run, { terminal, applyStep }: CarryOutSettings): Promise<void> {
  const step = plan.steps[index];
  if (step === undefined) return;
  const title = `${index + 1}/${plan.steps.length} ${stepTitle(step)}`;
  const progress = terminal.progress(title);
  try {
    await run.begun(index, step);
    await applyStep(step, (text) => progress.update(`${title}: ${text}`));
    await run.done(index);
    progress.done(title);
  } catch (error) {
    progress.fail(`${title}: failed`);
    // A journal that cannot be written either must not hide why the step failed; the step then stays noted as begun.
    await run.failed(index).catch(() => undefined);
    throw explainStop(plan, index, run.id, error);
  }
}

function explainStop(plan: Plan, index: number, run: string, error: unknown): IamctlError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const left = plan.steps.slice(index + 1).map(stepTitle);
  const done =
    ["Nothing was changed before it.", "Done before it: step 1."][index] ?? `Done before it: steps 1 to ${index}.`;
  const open = left.length === 0 ? "" : ` Not begun: ${left.join("; ")}.`;
  const [hint, exitCode] =
    error instanceof IamctlError ? [error.hint, error.exitCode] : [undefined, exitCodes.unexpected];
  const back = index === 0 ? undefined : `To take back what was done: iamctl undo ${run}`;
  return new IamctlError(`Step ${index + 1} of ${plan.steps.length} failed: ${cause.message}\n${done}${open}`, {
    hint: [hint, back].filter((part) => part !== undefined).join("\n"),
    exitCode,
    cause,
  });
}

/** A quarter of a minute in all: the steps have waited for their own change already. */
const pauses: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000];

async function checkNothingLeft(replan: () => Promise<Plan>, run: string, settings: CarryOutSettings): Promise<void> {
  const { terminal, pause = realPause } = settings;
  let rest = await replan();
  for (const milliseconds of pauses) {
    if (rest.steps.length === 0) return;
    const progress = terminal.progress("Waiting until AWS and the cluster show the changes");
    await pause(milliseconds);
    progress.done();
    rest = await replan();
  }
  if (rest.steps.length === 0) return;
  const left = rest.steps.map(stepTitle).join("; ");
  throw new IamctlError(`Every step was done, but reading again shows more to do: ${left}`, {
    hint: `Somebody may be changing the same things. Run the command again, or take it back: iamctl undo ${run}`,
  });
}

async function realPause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
