// Plans the way back from a run: its steps inverted, last one first.
import { stepsBroaden } from "./broadens.ts";
import { invertStep } from "./invert-step.ts";
import type { JournalEntry, JournalStep } from "./journal-entry.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

/**
 * Takes the steps that were done, and of those that were begun and not recorded as done (a killed or failed run)
 * those that `happened` nevertheless. `leftAlone`: what stays as it is, and why.
 */
export function planUndo(
  entry: JournalEntry,
  happened: (step: Step) => boolean = () => false,
  leftAlone: readonly string[] = [],
): Plan {
  const undone = entry.steps.filter(({ step, state }) => state === "done" || happened(step));
  const steps = undone.toReversed().map(({ step }) => invertStep(step));
  return {
    version: 1,
    title: `undo ${entry.id}: ${entry.title}`,
    cluster: entry.cluster,
    broadens: stepsBroaden(steps),
    steps,
    notes: [...entry.steps.filter((recorded) => !undone.includes(recorded)).map(explainLeftOut), ...leftAlone],
  };
}

function explainLeftOut({ step, state }: JournalStep): string {
  const end = state === "failed" ? "failed" : "was begun and its end was never recorded";
  return `The step ${step.kind} ${end}, and its change is not there: nothing to undo.`;
}
