// Whose access is judged: a workload by its pod template, or one pod as it runs.
import type { RoleArn } from "../iam/arn.ts";
import type { Annotations } from "../pods/annotations.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { Scheduling } from "../pods/scheduling.ts";
import type { WorkloadRecord, WorkloadReference } from "../pods/workload-record.ts";
import { indexOf } from "./snapshot-index.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Subject {
  readonly workload: WorkloadReference;
  /** Set when one running pod is judged rather than the template. */
  readonly pod: string | undefined;
  readonly namespace: string;
  /** Where the role annotation counts: the pod's own, or the template's. */
  readonly annotations: Annotations;
  /** The workload object's own annotations, where a role annotation does not count. */
  readonly objectAnnotations: Annotations;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  /** Set, like `pod`, for a running pod. */
  readonly uid: string | undefined;
  /** The node the pod runs on; a workload may run on any node its template admits. */
  readonly node: string | undefined;
  /** Which nodes its template admits. */
  readonly scheduling: Scheduling;
}

export function subjectOfWorkload(workload: WorkloadRecord): Subject {
  return {
    workload: { kind: workload.kind, namespace: workload.namespace, name: workload.name },
    pod: undefined,
    namespace: workload.namespace,
    annotations: workload.templateAnnotations,
    objectAnnotations: workload.kind === "Pod" ? {} : workload.annotations,
    hostNetwork: workload.hostNetwork,
    serviceAccount: workload.serviceAccount,
    uid: undefined,
    node: undefined,
    scheduling: workload.template.scheduling,
  };
}

/** A pod whose owner is gone or unknown stands for itself. */
export function subjectOfPod(pod: PodRecord, snapshot: Snapshot): Subject {
  const reference: WorkloadReference = pod.owner ?? { kind: "Pod", namespace: pod.namespace, name: pod.name };
  const owner = indexOf(snapshot).workload(reference);
  return {
    workload: reference,
    pod: pod.name,
    namespace: pod.namespace,
    annotations: pod.annotations,
    objectAnnotations: owner === undefined || owner.kind === "Pod" ? {} : owner.annotations,
    hostNetwork: pod.hostNetwork,
    serviceAccount: pod.serviceAccount,
    uid: pod.uid,
    node: pod.node,
    scheduling: owner?.template.scheduling ?? { nodeSelector: {}, tolerations: [] },
  };
}

/**
 * The node roles a subject's pods may find themselves on: its node's, or those of all nodes its template admits.
 * Node roles without a node yet (an empty group) count, because the next scale-up uses them; so does every node
 * role when no node is admitted.
 */
export function nodeRolesOf(subject: Subject, snapshot: Snapshot): readonly RoleArn[] {
  const all = snapshot.nodeRoles.map(({ arn }) => arn);
  if (subject.node !== undefined) {
    const role = indexOf(snapshot).node(subject.node)?.role;
    return role === undefined ? all : [role];
  }
  const admitted = indexOf(snapshot).admittedRoles(subject.scheduling);
  if (admitted.size === 0 || admitted.has(undefined)) return all;
  return snapshot.nodeRoles.filter(({ arn, nodeCount }) => nodeCount === 0 || admitted.has(arn)).map(({ arn }) => arn);
}
