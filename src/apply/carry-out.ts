// Takes a plan the whole way: show, confirm, apply step by step with a journal, and check that nothing is left to do.
import { setTimeout as sleep } from "node:timers/promises";
import { ChangedMeanwhile, exitCodes, IamctlError } from "../errors.ts";
import type { ExitCode } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { targetOf } from "../plan/step-target.ts";
import { jsonText } from "../report/json-text.ts";
import { plain } from "../report/plain.ts";
import { notesText, planText } from "../report/plan-text.ts";
import { stepTitle } from "../report/step-text.ts";
import type { Style } from "../report/style.ts";
import type { Ask } from "../terminal/ask.ts";
import { applyPlan, type ApplyPlanSettings, openRun, type RunOptions } from "./apply-plan.ts";
import type { Journal } from "./journal.ts";

export interface CarryOutOptions extends RunOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** Changes nothing either, and answers with exit code 3 when something would change. */
  readonly check: boolean;
  readonly output: "text" | "json";
  /** Reads and plans again: after the changes, when it must come back without steps, and when somebody was quicker. */
  readonly replan?: () => Promise<Plan>;
}

export interface CarryOutSettings extends ApplyPlanSettings {
  readonly style: Style;
  readonly ask: Ask;
  /** Waits between looks when IAM shows a change late; real time when absent. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export type CarryOut = (plan: Plan, options: CarryOutOptions) => Promise<ExitCode>;

export function createCarryOut(settings: CarryOutSettings): CarryOut {
  const { terminal, style, journal } = settings;
  return async (plan, options) => {
    const document = (outcome: Outcome): void => {
      if (options.output === "json") terminal.print(jsonText({ version: 1, plan, ...outcome }));
    };
    if (plan.steps.length === 0) {
      if (plan.notes.length > 0) terminal.say(notesText(plan, { style, width: terminal.width }));
      terminal.say("Nothing to change.");
      await settleEmpty(plan, options, journal);
      document({ outcome: "unchanged" });
      return exitCodes.fine;
    }
    if (options.dryRun || options.check) {
      if (options.output === "text") terminal.print(planText(plan, { style, width: terminal.width }));
      document({ outcome: "planned" });
      return options.check ? exitCodes.found : exitCodes.fine;
    }
    const run = await applyUntilThere(plan, options, settings);
    if (run === undefined) terminal.say("Nothing is left to change.");
    else {
      const checked = options.replan === undefined ? "Done." : "Done, and read again: nothing is left to change.";
      terminal.say(`${checked} To take it back: iamctl undo ${run}`);
    }
    document(run === undefined ? { outcome: "unchanged" } : { outcome: "applied", run });
    return exitCodes.fine;
  };
}

interface Outcome {
  readonly outcome: "unchanged" | "planned" | "applied";
  /** Id in the journal. */
  readonly run?: string;
}

/** A run that changed nothing counts as undone, so that the next undo goes on to the run before it. */
async function settleEmpty(
  plan: Plan,
  { undoes, resumes, dryRun, check }: CarryOutOptions,
  journal: Journal,
): Promise<void> {
  if (dryRun || check) return;
  if (undoes !== undefined) await journal.markUndone(undoes, undoes);
  if (resumes !== undefined) await (await openRun({ resumes }, plan, journal)).close();
}

/** Somebody who is quicker each time is not out-run: after so many plans the person decides. */
const mostRounds = 8;

/**
 * IAM has no compare-and-swap, so a colleague's write may come between ours and the reading it rests on, or right after
 * it. Either is seen when reading again, and planned anew from what is there then. Answers with the last run's id,
 * `undefined` when somebody else made the very change meanwhile.
 */
async function applyUntilThere(
  first: Plan,
  options: CarryOutOptions,
  settings: CarryOutSettings,
): Promise<string | undefined> {
  const { terminal, style, ask } = settings;
  const { replan } = options;
  let plan = first;
  for (let round = 1; ; round += 1) {
    terminal.say(planText(plan, { style, width: terminal.width }));
    if (!options.yes && !(await confirm(plan, ask))) {
      const what = plan.broadens ? `Not confirmed: that is not ${plain(plan.cluster)}.` : "Not confirmed.";
      const message = `${what} Nothing ${round === 1 ? "" : "more "}was changed.`;
      throw new IamctlError(message, { exitCode: exitCodes.cancelled });
    }
    try {
      const run = await applyPlan(plan, round === 1 ? options : {}, settings);
      const rest = replan === undefined ? undefined : await findRest(replan, first, settings);
      if (rest === undefined) return run;
      if (round === mostRounds || !isWithin(rest, first)) throw moreToDo(rest, run);
      plan = rest;
    } catch (error) {
      if (!isOvertaken(error) || replan === undefined || round === mostRounds) throw error;
      plan = await replan();
      if (!isWithin(plan, first)) throw error;
      if (plan.steps.length === 0) return undefined;
    }
    terminal.say("Somebody else changed the same things meanwhile. Planned again from what is there now:");
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof IamctlError && error.cause instanceof ChangedMeanwhile;
}

/** Whoever agreed to the first plan agreed to nothing beyond what that one touches. */
function isWithin(rest: Plan, first: Plan): boolean {
  const known = new Set(first.steps.map(targetOf));
  return rest.steps.every((step) => known.has(targetOf(step)));
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

/** A quarter of a minute in all: the steps have waited for their own change already. */
const pauses: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000];
/** Looks after which what is left is taken for undone by somebody, not for shown late. */
const looksBeforeAgain = 3;

/** `undefined` when nothing is left to do. */
async function findRest(
  replan: () => Promise<Plan>,
  first: Plan,
  { terminal, pause = realPause }: CarryOutSettings,
): Promise<Plan | undefined> {
  let rest = await replan();
  for (const [looks, milliseconds] of pauses.entries()) {
    if (rest.steps.length === 0) return undefined;
    if (looks >= looksBeforeAgain && isWithin(rest, first)) return rest;
    const progress = terminal.progress("Waiting until AWS and the cluster show the changes");
    await pause(milliseconds);
    progress.done();
    rest = await replan();
  }
  return rest.steps.length === 0 ? undefined : rest;
}

function moreToDo(rest: Plan, run: string): IamctlError {
  const left = rest.steps.map(stepTitle).join("; ");
  return new IamctlError(`Every step was done, but reading again shows more to do: ${left}`, {
    hint: `Somebody may be changing the same things. Run the command again, or take it back: iamctl undo ${run}`,
  });
}

async function realPause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
