// Builders for steps and plans, with the least that a test does not care about.
import { boolean, constant, constantFrom, oneof, option, record, string, tuple, type Arbitrary } from "fast-check";
import type { RoleArn } from "../../src/iam/arn.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { PolicyText, Step } from "../../src/plan/step.ts";

export const role = "arn:aws:iam::111122223333:role/pods/thumbnails" as RoleArn;
export const policyArn = "arn:aws:iam::111122223333:policy/pods/assume";

export function plan(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    title: "give api the role thumbnails",
    cluster: "harbor-prod",
    broadens: false,
    steps,
    notes: [],
    ...more,
  };
}

export function policyText(document: string): PolicyText {
  return { arn: policyArn, name: "assume", path: "/pods/", description: "", tags: {}, document };
}

export const attach: Step = { kind: "attach-policy", role, policyArn };

export function annotate(before: string | undefined, after: string | undefined): Step {
  return {
    kind: "annotate-workload",
    workload: { kind: "Deployment", namespace: "media", name: "api" },
    changes: [{ key: "iam.amazonaws.com/role", before, after }],
  };
}

const text = string();
const optional = option(text, { nil: undefined });

/** Any step at all. */
export const anyStep: Arbitrary<Step> = oneof(
  record({
    kind: constantFrom("create-policy" as const, "delete-policy" as const),
    policy: text.map(policyText),
  }),
  record({
    kind: constant("replace-policy" as const),
    policyArn: constant(policyArn),
    before: text,
    after: text,
    dropBefore: boolean(),
  }),
  record({
    kind: constantFrom("attach-policy" as const, "detach-policy" as const),
    role: constant(role),
    policyArn: constant(policyArn),
  }),
  record({
    kind: constant("write-inline-policy" as const),
    role: constant(role),
    name: constant("assume"),
    before: optional,
    after: optional,
  }),
  record({ kind: constant("set-boundary" as const), role: constant(role), before: optional, after: optional }),
  record({ kind: constant("replace-trust" as const), role: constant(role), before: text, after: text }),
  tuple(optional, optional).map(([before, after]) => annotate(before, after)),
  record({ kind: constant("write-file" as const), path: text, before: optional, after: optional }),
);
