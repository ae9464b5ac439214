// Plans `grant`: the role's trust policy admits every node role, and the workload's pod template names the role.
import type { RoleFacts } from "../access/role-facts.ts";
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { printRoleReference } from "../iam/print-role-reference.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { admitRoles, sidOfCluster, trustSize } from "../iam/trust-policy.ts";
import { annotationKeys } from "../pods/annotations.ts";
import { isExternalId } from "../pods/decide-role.ts";
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
  /** The one that the pod template carries, when absent. */
  readonly externalId: string | undefined;
}

export function planGrant(facts: GrantFacts, wishes: GrantWishes): Planned {
  const { cluster, role, workload } = facts;
  // What the pods send already stays demanded: leaving the flag out must not take the condition away.
  const externalId = wishes.externalId ?? (workload.templateAnnotations[annotationKeys.externalId] || undefined);
  const annotations = annotationSteps(facts, externalId);
  const refusal = refuse(facts, externalId) ?? refuseJob(workload, annotations);
  if (refusal !== undefined) return refusal;
  const trust = trustSteps(facts, externalId);
  if ("problem" in trust) return trust;
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `grant ${workload.namespace}/${printWorkload(workload)} the role ${role.arn}`,
      cluster: cluster.name,
      broadens: trust.length > 0,
      steps: [...trust, ...annotations],
      notes: notes(facts, externalId),
    },
  };
}

/** Paths that AWS keeps for itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
function refuse({ role, nodeRoles, workload }: GrantFacts, externalId: string | undefined): Refusal | undefined {
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
  if (externalId !== undefined && !isExternalId(externalId)) {
    return {
      kind: "refused",
      problem: `"${externalId}" is not an external id: STS takes 2 to 1224 letters, digits or _+=,.@:/-`,
      hint: "Give another one: iamctl grant … --external-id ID",
    };
  }
  return undefined;
}

function trustSteps(facts: GrantFacts, externalId: string | undefined): readonly Step[] | Refusal {
  const { role, nodeRoles, trustSizeQuota } = facts;
  const edit = admitRoles(role.trust, nodeRoles, { sid: sidOfCluster(facts.cluster), externalId });
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

function annotationSteps({ base, role, workload }: GrantFacts, externalId: string | undefined): readonly Step[] {
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

function notes({ role, nodeRoles, prefix, workload }: GrantFacts, externalId: string | undefined): readonly string[] {
  const result: string[] = [];
  if (externalId !== undefined && admitRoles(role.trust, nodeRoles, {}).kind === "unchanged") {
    result.push("The trust policy admits the node roles without an external id already, so it demands none.");
  }
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
