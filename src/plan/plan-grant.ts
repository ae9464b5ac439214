// Plans `grant`: the role's trust policy admits every node role, and the workload's pod template names the role.
import type { RoleFacts } from "../access/role-facts.ts";
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { printRoleReference } from "../iam/print-role-reference.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { admitRoles, trustSize } from "../iam/trust-policy.ts";
import { annotationKeys } from "../pods/annotations.ts";
import { printWorkload, type WorkloadRecord } from "../pods/workload-record.ts";
import type { Planned, Refusal } from "./planned.ts";
import { refuseJob } from "./refuse-job.ts";
import type { AnnotationChange, Step } from "./step.ts";

export interface GrantFacts {
  readonly cluster: ClusterFacts;
  readonly base: RoleBase;
  readonly prefix: string;
  readonly role: RoleFacts;
  readonly nodeRoles: readonly RoleArn[];
  readonly workload: WorkloadRecord;
  /** Characters without white space; `AssumeRolePolicySizeQuota` of the account. */
  readonly trustSizeQuota: number;
}

export interface GrantWishes {
  readonly externalId: string | undefined;
}

export function planGrant(facts: GrantFacts, wishes: GrantWishes): Planned {
  const { cluster, role, workload } = facts;
  const annotation = annotationSteps(facts, wishes);
  const refusal = refuse(facts) ?? refuseJob(workload, annotation);
  if (refusal !== undefined) return refusal;
  const trust = trustSteps(facts, wishes);
  if ("problem" in trust) return trust;
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `grant ${workload.namespace}/${printWorkload(workload)} the role ${role.arn}`,
      cluster: cluster.name,
      broadens: trust.length > 0,
      steps: [...trust, ...annotation],
      notes: notes(facts),
    },
  };
}

/** Paths that AWS keeps for itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
function refuse({ role, nodeRoles, workload }: GrantFacts): Refusal | undefined {
  const { path, name } = roleParts(role.arn);
  if (path.startsWith("/aws-service-role/") || path.startsWith("/aws-reserved/")) {
    return {
      kind: "refused",
      problem: `${name} is under ${path}: AWS manages it and its trust policy cannot be changed`,
      hint: "Grant a role of your own: iamctl grant SERVICE ROLE",
    };
  }
  if (nodeRoles.length === 0) {
    return {
      kind: "refused",
      problem: "no node role is known, so there is nobody to admit",
      hint: "Name them: iamctl grant … --node-role ARN",
    };
  }
  if (workload.hostNetwork) {
    return {
      kind: "refused",
      problem: `the pods of ${printWorkload(workload)} are on the node's network, where a role annotation is never honoured`,
      hint: "Run it without hostNetwork, or give the node role what it needs.",
    };
  }
  return undefined;
}

function trustSteps(facts: GrantFacts, wishes: GrantWishes): readonly Step[] | Refusal {
  const { role, nodeRoles, trustSizeQuota } = facts;
  const { externalId } = wishes;
  const edit = admitRoles(role.trust, nodeRoles, externalId === undefined ? {} : { externalId });
  if (edit.kind === "unchanged") return [];
  if (edit.kind === "malformed") {
    return {
      kind: "refused",
      problem: `the trust policy of ${role.arn} cannot be read: ${edit.problem}`,
      hint: `See it: aws iam get-role --role-name ${roleParts(role.arn).name}`,
    };
  }
  const size = trustSize(edit.text);
  if (size > trustSizeQuota) {
    return {
      kind: "refused",
      problem: `the trust policy of ${role.arn} would have ${size} characters; the account's quota is ${trustSizeQuota}`,
      hint: "Remove statements that are no longer needed, or ask AWS to raise the quota AssumeRolePolicySize.",
    };
  }
  return [{ kind: "replace-trust", role: role.arn, before: role.trust, after: edit.text }];
}

function annotationSteps({ base, role, workload }: GrantFacts, { externalId }: GrantWishes): readonly Step[] {
  const present = workload.templateAnnotations;
  const wanted: Record<string, string> = {
    [annotationKeys.role]: printRoleReference(role.arn, base, present[annotationKeys.role]),
  };
  if (externalId !== undefined) wanted[annotationKeys.externalId] = externalId;
  const changes = Object.entries(wanted)
    .map(([key, after]): AnnotationChange => ({ key, before: present[key], after }))
    .filter(({ before, after }) => before !== after);
  const { kind, namespace, name } = workload;
  return changes.length === 0 ? [] : [{ kind: "annotate-workload", workload: { kind, namespace, name }, changes }];
}

function notes({ role, prefix, workload }: GrantFacts): readonly string[] {
  const result: string[] = [];
  if (!isUnderPrefix(role.arn, prefix)) {
    result.push(`${role.arn} is outside the prefix ${prefix}: the trust policy alone decides who may assume it.`);
  }
  const misplaced = workload.kind !== "Pod" && workload.annotations[annotationKeys.role] !== undefined;
  if (misplaced) {
    result.push(
      `The annotation on ${printWorkload(workload)} itself has no effect and stays as it is; remove it by hand.`,
    );
  }
  return result;
}
