// Names the one thing that a step changes, so that several steps on the same thing can be judged together.
import type { Step } from "./step.ts";

export function targetOf(step: Step): string {
  switch (step.kind) {
    case "create-policy":
    case "delete-policy":
      return `policy ${step.policy.arn}`;
    case "replace-policy":
      return `policy ${step.policyArn}`;
    case "attach-policy":
    case "detach-policy":
      return `attachment of ${step.policyArn} to ${step.role}`;
    case "write-inline-policy":
      return `inline policy ${step.name} of ${step.role}`;
    case "set-boundary":
      return `boundary of ${step.role}`;
    case "create-role":
    case "delete-role":
      return `role ${step.newRole.arn}`;
    case "replace-trust":
      return `trust policy of ${step.role}`;
    case "annotate-workload": {
      const { kind, namespace, name } = step.workload;
      const keys = step.changes.map(({ key }) => key).toSorted();
      return `${keys.join()} of ${kind} ${namespace}/${name}`;
    }
    case "write-file":
      return `file ${step.path}`;
  }
}
