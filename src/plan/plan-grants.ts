// Plans several grants as one: what two of them change is changed once, and refused when they disagree.
import type { RoleArn } from "../iam/arn.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { GrantFacts, GrantWishes } from "./grant-facts.ts";
import type { Plan } from "./plan.ts";
import { planGrant } from "./plan-grant.ts";
import type { Planned, Refusal } from "./planned.ts";
import type { Step } from "./step.ts";

export interface OneGrant {
  readonly facts: GrantFacts;
  readonly wishes: GrantWishes;
}

/** At least one. Each is planned on what those before it leave. */
export function planGrants(grants: readonly OneGrant[]): Planned {
  const disagreement = findDisagreement(grants);
  if (disagreement !== undefined) return disagreement;
  const plans: Plan[] = [];
  const trusts = new Map<RoleArn, string>();
  for (const { facts, wishes } of grants) {
    const { role } = facts;
    const trust = trusts.get(role.arn);
    // A role that an earlier grant makes is there for the later ones.
    const known = trust === undefined ? facts : { ...facts, role: { ...role, trust }, isNewRole: false };
    const planned = planGrant(known, wishes);
    if (planned.kind === "refused")
      return grants.length === 1 ? planned : { ...planned, problem: named(facts, planned) };
    for (const step of planned.plan.steps) {
      if (step.kind === "replace-trust") trusts.set(step.role, step.after);
      if (step.kind === "create-role") trusts.set(step.newRole.arn, step.newRole.trust);
    }
    plans.push(planned.plan);
  }
  const [first] = plans;
  if (first === undefined)
    return { kind: "refused", problem: "there is no grant to plan", hint: "Name a SERVICE and a ROLE." };
  return {
    kind: "planned",
    plan: {
      ...first,
      title: plans.length === 1 ? first.title : `grant ${plans.length} workloads their roles`,
      broadens: plans.some(({ broadens }) => broadens),
      steps: joinSteps(plans.flatMap(({ steps }) => steps)),
      notes: [...new Set(plans.flatMap(({ notes }) => notes))],
    },
  };
}

function named({ workload }: GrantFacts, { problem }: Refusal): string {
  return `the grant for ${workload.namespace}/${printWorkload(workload)} cannot be planned, so none is: ${problem}`;
}

/** Two roles for one workload: neither is right. */
function findDisagreement(grants: readonly OneGrant[]): Refusal | undefined {
  const roles = new Map<string, RoleArn>();
  for (const { facts } of grants) {
    const name = `${facts.workload.namespace}/${printWorkload(facts.workload)}`;
    const other = roles.get(name);
    if (other !== undefined) {
      return {
        kind: "refused",
        problem:
          other === facts.role.arn
            ? `the workload ${name} is granted ${other} twice`
            : `the workload ${name} is granted two roles, ${other} and ${facts.role.arn}`,
        hint: "A pod holds one role: leave one of the grants out.",
      };
    }
    roles.set(name, facts.role.arn);
  }
  return undefined;
}

/** AWS first, as with a single grant: pods that come up with the annotation find a role that admits them. */
function joinSteps(steps: readonly Step[]): readonly Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const at = joined.findIndex((earlier) => isSameSubject(earlier, step));
    const earlier = joined[at];
    if (earlier === undefined) joined.push(step);
    else joined[at] = followedBy(earlier, step);
  }
  const isInAws = (step: Step): boolean => step.kind !== "annotate-workload" && step.kind !== "write-file";
  return [...joined.filter(isInAws), ...joined.filter((step) => !isInAws(step))];
}

function isSameSubject(one: Step, other: Step): boolean {
  if (one.kind === "create-role") return other.kind === "replace-trust" && one.newRole.arn === other.role;
  if (one.kind === "replace-trust") return other.kind === "replace-trust" && one.role === other.role;
  return one.kind === "write-file" && other.kind === "write-file" && one.path === other.path;
}

function followedBy(earlier: Step, later: Step): Step {
  if (earlier.kind === "replace-trust" && later.kind === "replace-trust") return { ...earlier, after: later.after };
  if (earlier.kind === "create-role" && later.kind === "replace-trust") {
    return { ...earlier, newRole: { ...earlier.newRole, trust: later.after } };
  }
  if (earlier.kind === "write-file" && later.kind === "write-file") return { ...earlier, after: later.after };
  return later;
}
