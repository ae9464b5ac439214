// Plans the way back from a run: its steps inverted, last one first.
import { diffPolicies } from "../iam/diff-policy.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { annotationKeys } from "../pods/annotations.ts";
import { invertStep } from "./invert-step.ts";
import type { JournalEntry, JournalStep } from "./journal-entry.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

/**
 * Takes the steps that were done, and of those that were begun and not recorded as done (a killed or failed run)
 * those that `happened` nevertheless.
 */
export function planUndo(entry: JournalEntry, happened: (step: Step) => boolean = () => false): Plan {
  const undone = entry.steps.filter(({ step, state }) => state === "done" || happened(step));
  const steps = undone.toReversed().map(({ step }) => invertStep(step));
  return {
    version: 1,
    title: `undo ${entry.id}: ${entry.title}`,
    cluster: entry.cluster,
    broadens: steps.some((step) => broadens(step, steps)),
    steps,
    notes: entry.steps.filter((recorded) => !undone.includes(recorded)).map(explainLeftOut),
  };
}

function explainLeftOut({ step, state }: JournalStep): string {
  const end = state === "failed" ? "failed" : "was begun and its end was never recorded";
  return `The step ${step.kind} ${end}, and its change is not there: nothing to undo.`;
}

/** When in doubt, true: the person then confirms by name. */
function broadens(step: Step, all: readonly Step[]): boolean {
  switch (step.kind) {
    case "attach-policy":
      return true;
    case "detach-policy":
      return all.some(
        (other) =>
          other.kind === "delete-policy" && other.policy.arn === step.policyArn && denies(other.policy.document),
      );
    case "replace-policy":
    case "replace-trust":
      return allowsMore(step.before, step.after);
    case "annotate-workload":
      return step.changes.some(({ key, after }) => key === annotationKeys.role && after !== undefined);
    case "create-policy":
    case "delete-policy":
    case "write-file":
      return false;
  }
}

function allowsMore(before: string, after: string): boolean {
  const [old, young] = [parsePolicy(before), parsePolicy(after)];
  return old.kind === "malformed" || young.kind === "malformed" || diffPolicies(old.document, young.document).broadens;
}

function denies(text: string): boolean {
  const policy = parsePolicy(text);
  return policy.kind === "malformed" || policy.document.statements.some(({ effect }) => effect === "Deny");
}
