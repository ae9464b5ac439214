// Says in one line what a step does, and shows the documents it changes.
import { printWorkload } from "../pods/workload-record.ts";
import type { AnnotationChange, Step } from "../plan/step.ts";
import { documentDiff } from "./document-diff.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

/** "Change the trust policy of role arn:…". */
export function stepTitle(step: Step): string {
  return plain(title(step));
}

function title(step: Step): string {
  switch (step.kind) {
    case "create-policy":
      return `Create the managed policy ${step.policy.arn}`;
    case "delete-policy":
      return `Delete the managed policy ${step.policy.arn}`;
    case "replace-policy":
      return `Change the managed policy ${step.policyArn}`;
    case "attach-policy":
      return `Attach the policy ${step.policyArn} to the role ${step.role}`;
    case "detach-policy":
      return `Detach the policy ${step.policyArn} from the role ${step.role}`;
    case "write-inline-policy":
      return `${fileVerb(step.before, step.after)} the inline policy ${step.name} of the role ${step.role}`;
    case "set-boundary":
      return step.after === undefined
        ? `Take the permissions boundary ${step.before ?? ""} off the role ${step.role}`
        : `Make ${step.after} the permissions boundary of the role ${step.role}`;
    case "create-role":
      return `Create the role ${step.newRole.arn}${step.newRole.boundary === undefined ? "" : ` within the boundary ${step.newRole.boundary}`}`;
    case "delete-role":
      return `Delete the role ${step.newRole.arn}`;
    case "replace-trust":
      return `Change the trust policy of the role ${step.role}`;
    case "annotate-workload":
      return `${annotationVerb(step.changes)} the pod template of ${printWorkload(step.workload)} in namespace ${step.workload.namespace}`;
    case "write-file":
      return `${fileVerb(step.before, step.after)} the file ${step.path}`;
  }
}

/** Lines with their marks; none for a step that its title tells wholly. */
export function stepChanges(step: Step, style: Style): string[] {
  switch (step.kind) {
    case "create-policy":
      return documentDiff(undefined, step.policy.document, style);
    case "delete-policy":
      return documentDiff(step.policy.document, undefined, style);
    case "create-role":
      return documentDiff(undefined, step.newRole.trust, style);
    case "delete-role":
      return documentDiff(step.newRole.trust, undefined, style);
    case "replace-policy":
    case "write-inline-policy":
    case "replace-trust":
    case "write-file":
      return documentDiff(step.before, step.after, style);
    case "annotate-workload":
      return step.changes.flatMap((change) => annotationLines(change, style));
    case "attach-policy":
    case "detach-policy":
    case "set-boundary":
      return [];
  }
}

function annotationLines({ key, before, after }: AnnotationChange, style: Style): string[] {
  const removed = before === undefined ? [] : [style.red(plain(`- ${key}: ${before}`))];
  const added = after === undefined ? [] : [style.green(plain(`+ ${key}: ${after}`))];
  return before === after ? [] : [...removed, ...added];
}

function annotationVerb(changes: readonly AnnotationChange[]): string {
  return changes.every(({ after }) => after === undefined) ? "Take annotations off" : "Annotate";
}

function fileVerb(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return "Remove";
  return before === undefined ? "Write" : "Change";
}
