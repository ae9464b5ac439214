// The step that undoes a step, so that every document comes back as the exact text it was.
import type { Step } from "./step.ts";

/** Inverting twice gives the step itself. */
export function invertStep(step: Step): Step {
  switch (step.kind) {
    case "create-policy":
      return { ...step, kind: "delete-policy" };
    case "delete-policy":
      return { ...step, kind: "create-policy" };
    case "create-role":
      return { ...step, kind: "delete-role" };
    case "delete-role":
      return { ...step, kind: "create-role" };
    case "attach-policy":
      return { ...step, kind: "detach-policy" };
    case "detach-policy":
      return { ...step, kind: "attach-policy" };
    case "replace-policy":
      return { ...step, before: step.after, after: step.before, dropBefore: !step.dropBefore };
    case "write-inline-policy":
      return { ...step, before: step.after, after: step.before };
    case "set-boundary":
      return { ...step, before: step.after, after: step.before };
    case "replace-trust":
      return { ...step, before: step.after, after: step.before };
    case "annotate-workload":
      return {
        ...step,
        changes: step.changes.map(({ key, before, after, beforeBy, afterBy }) => ({
          ...{ key, before: after, after: before },
          ...(afterBy !== undefined && { beforeBy: afterBy }),
          ...(beforeBy !== undefined && { afterBy: beforeBy }),
        })),
      };
    case "write-file":
      return { ...step, before: step.after, after: step.before };
  }
}
