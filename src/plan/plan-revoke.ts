// Plans `revoke`: the workload no longer names its role, and the role no longer admits node roles that nobody needs it for.
import type { RoleLookup } from "../access/role-facts.ts";
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { sidOfCluster, withdrawRoles } from "../iam/trust-policy.ts";
import { grantedKeys } from "../pods/annotations.ts";
import { printWorkload, type WorkloadRecord, type WorkloadReference } from "../pods/workload-record.ts";
import { annotationChange } from "./annotation-change.ts";
import type { Planned } from "./planned.ts";
import { refuseJob } from "./refuse-job.ts";
import type { Step } from "./step.ts";

export interface RevokeFacts {
  readonly cluster: ClusterFacts;
  readonly workload: WorkloadRecord;
  /** What the template's annotation means; `undefined` when it means no role at all. */
  readonly role: RoleArn | undefined;
  /** Read, unless the role is in another account. */
  readonly lookup: Exclude<RoleLookup, { kind: "unreadable" }> | undefined;
  /** Other workloads and pods that name the same role. */
  readonly otherUsers: readonly WorkloadReference[];
}

export function planRevoke(facts: RevokeFacts): Planned {
  const { cluster, workload, role } = facts;
  const annotation = annotationSteps(workload);
  const refusal = refuseJob(workload, annotation);
  if (refusal !== undefined) return refusal;
  const trust = trustSteps(facts);
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `revoke ${role ?? "the role annotation"} from ${workload.namespace}/${printWorkload(workload)}`,
      cluster: cluster.name,
      broadens: false,
      // In this order a killed run can be typed again: without the annotation nobody would know the role any more.
      steps: [...trust.steps, ...annotation],
      notes: trust.notes,
    },
  };
}

function annotationSteps(workload: WorkloadRecord): readonly Step[] {
  const { kind, namespace, name } = workload;
  const changes = grantedKeys.flatMap((key) => {
    const change = annotationChange(workload, key, undefined);
    return change.before === undefined ? [] : [change];
  });
  return changes.length === 0 ? [] : [{ kind: "annotate-workload", workload: { kind, namespace, name }, changes }];
}

function trustSteps({ lookup, otherUsers, role, cluster }: RevokeFacts): {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
} {
  if (lookup?.kind !== "found") return { steps: [], notes: foreign(role, cluster) };
  const { arn, trust } = lookup.facts;
  if (otherUsers.length > 0) {
    const users = otherUsers.map((user) => `${user.namespace}/${printWorkload(user)}`).join(", ");
    return { steps: [], notes: [`${arn} keeps its trust policy: ${users} still uses it.`] };
  }
  const edit = withdrawRoles(trust, sidOfCluster(cluster));
  if (edit.kind === "malformed") {
    return { steps: [], notes: [`${arn} keeps its trust policy: ${edit.problem}.`] };
  }
  if (edit.kind !== "changed") {
    return { steps: [], notes: [`The trust policy of ${arn} holds no statement of iamctl's and stays as it is.`] };
  }
  return { steps: [{ kind: "replace-trust", role: arn, before: trust, after: edit.text }], notes: [] };
}

function foreign(role: RoleArn | undefined, { account }: ClusterFacts): readonly string[] {
  if (role === undefined || roleParts(role).account === account) return [];
  return [`${role} is in another account: its trust policy stays as it is.`];
}
