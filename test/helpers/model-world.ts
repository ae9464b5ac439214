// A world small enough to compare byte by byte: applies steps with the same before-checks that the real edges make.
import type { Step } from "../../src/plan/step.ts";

export interface ModelWorld {
  readonly policies: Readonly<Record<string, string>>;
  /** `ROLE POLICY` pairs. */
  readonly attachments: readonly string[];
  readonly trusts: Readonly<Record<string, string>>;
  /** By `ROLE NAME`. */
  readonly inline: Readonly<Record<string, string>>;
  /** By role. */
  readonly boundaries: Readonly<Record<string, string>>;
  /** Template annotations by `namespace/Kind/name`. */
  readonly annotations: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly files: Readonly<Record<string, string>>;
}

export function applyToModel(world: ModelWorld, step: Step): ModelWorld {
  switch (step.kind) {
    case "create-policy":
      return { ...world, policies: set(world.policies, step.policy.arn, undefined, step.policy.document) };
    case "delete-policy":
      return { ...world, policies: set(world.policies, step.policy.arn, step.policy.document, undefined) };
    case "replace-policy":
      return { ...world, policies: set(world.policies, step.policyArn, step.before, step.after) };
    case "attach-policy":
      return { ...world, attachments: [...world.attachments, `${step.role} ${step.policyArn}`].toSorted() };
    case "detach-policy":
      return { ...world, attachments: world.attachments.filter((pair) => pair !== `${step.role} ${step.policyArn}`) };
    case "write-inline-policy":
      return { ...world, inline: set(world.inline, `${step.role} ${step.name}`, step.before, step.after) };
    case "set-boundary":
      return { ...world, boundaries: set(world.boundaries, step.role, step.before, step.after) };
    case "create-role":
      return { ...world, trusts: set(world.trusts, step.newRole.arn, undefined, step.newRole.trust) };
    case "delete-role":
      return { ...world, trusts: set(world.trusts, step.newRole.arn, step.newRole.trust, undefined) };
    case "replace-trust":
      return { ...world, trusts: set(world.trusts, step.role, step.before, step.after) };
    case "write-file":
      return { ...world, files: set(world.files, step.path, step.before, step.after) };
    case "annotate-workload": {
      const { namespace, kind, name } = step.workload;
      const key = `${namespace}/${kind}/${name}`;
      let annotations = world.annotations[key] ?? {};
      for (const change of step.changes) annotations = set(annotations, change.key, change.before, change.after);
      return { ...world, annotations: { ...world.annotations, [key]: annotations } };
    }
  }
}

function set(
  record: Readonly<Record<string, string>>,
  key: string,
  before: string | undefined,
  after: string | undefined,
): Readonly<Record<string, string>> {
  if (record[key] !== before) throw new Error(`${key} is not what the step expects`);
  const { [key]: _, ...rest } = record;
  return after === undefined ? rest : { ...rest, [key]: after };
}
