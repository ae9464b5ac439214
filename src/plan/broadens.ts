// Says whether steps let somebody do more than before, whoever made the plan they are in.
import { diffPolicies } from "../iam/diff-policy.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { annotationKeys } from "../pods/annotations.ts";
import type { Step } from "./step.ts";

/** When in doubt, true: the person then confirms by name. */
export function stepsBroaden(steps: readonly Step[]): boolean {
  return steps.some((step) => broadens(step, steps));
}

function broadens(step: Step, all: readonly Step[]): boolean {
  switch (step.kind) {
    case "attach-policy":
    case "create-role":
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
    case "write-inline-policy":
      return allowsMore(step.before ?? nothing, step.after ?? nothing);
    case "set-boundary":
      // Another boundary may allow more or less; only none at all before is certain to narrow.
      return step.before !== undefined;
    case "create-policy":
    case "delete-policy":
    case "delete-role":
    case "write-file":
      return false;
  }
}

/** A policy that says nothing about anything. */
const nothing = '{"Version":"2012-10-17","Statement":[]}';

function allowsMore(before: string, after: string): boolean {
  const [old, young] = [parsePolicy(before), parsePolicy(after)];
  return old.kind === "malformed" || young.kind === "malformed" || diffPolicies(old.document, young.document).broadens;
}

function denies(text: string): boolean {
  const policy = parsePolicy(text);
  return policy.kind === "malformed" || policy.document.statements.some(({ effect }) => effect === "Deny");
}
