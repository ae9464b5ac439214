// Converts what the API server says of a pod into the record that judgements rest on.
import type { Annotations } from "./annotations.ts";
import { keepOwnAnnotations } from "./own-annotations.ts";
import type { PodPhase, PodRecord } from "./pod-record.ts";
import type { WorkloadKind, WorkloadReference } from "./workload-record.ts";

/** The fields of a Kubernetes Pod that are read, as they arrive on the wire. */
export interface ApiPod {
  readonly metadata?: {
    readonly uid?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly deletionTimestamp?: unknown;
    readonly annotations?: Annotations;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly ApiOwner[];
  };
  readonly spec?: {
    readonly nodeName?: string;
    readonly hostNetwork?: boolean;
    readonly serviceAccountName?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
  };
}

interface ApiOwner {
  readonly kind?: string;
  readonly name?: string;
  readonly controller?: boolean;
}

/**
 * Keeps the annotations of our own prefix only, whatever their letter case, so that near misses stay visible.
 * The owner of a ReplicaSet is not part of a pod: a Deployment is recognised by the `pod-template-hash` label
 * that its ReplicaSets are named after. A Job's pods do not tell whether a CronJob made the Job.
 */
export function toPodRecord(pod: ApiPod): PodRecord {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const namespace = metadata.namespace ?? "";
  return {
    uid: metadata.uid ?? "",
    namespace,
    name: metadata.name ?? "",
    node: spec.nodeName === "" ? undefined : spec.nodeName,
    addresses: readAddresses(status),
    phase: readPhase(status.phase),
    ...readDeletion(metadata.deletionTimestamp),
    hostNetwork: spec.hostNetwork === true,
    serviceAccount: spec.serviceAccountName ?? "default",
    annotations: keepOwnAnnotations(metadata.annotations),
    owner: findOwner(namespace, metadata.ownerReferences, metadata.labels),
  };
}

function readDeletion(timestamp: unknown): Pick<PodRecord, "terminating" | "endsBy"> {
  const terminating = timestamp !== undefined && timestamp !== null;
  return { terminating, ...(typeof timestamp === "string" && { endsBy: timestamp }) };
}

function readAddresses(status: NonNullable<ApiPod["status"]>): readonly string[] {
  const addresses = (status.podIPs ?? []).map((entry) => entry.ip ?? "");
  if (status.podIP !== undefined && !addresses.includes(status.podIP)) addresses.unshift(status.podIP);
  return addresses.filter((address) => address !== "");
}

const phases: ReadonlySet<string> = new Set<PodPhase>(["Pending", "Running", "Succeeded", "Failed", "Unknown"]);

function readPhase(phase: string | undefined): PodPhase {
  // A pod that the kubelet has not reported on yet has no phase: the API server's default is Pending.
  if (phase === undefined || phase === "") return "Pending";
  return phases.has(phase) ? (phase as PodPhase) : "Unknown";
}

const workloadKinds: ReadonlySet<string> = new Set<WorkloadKind>([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "CronJob",
]);

function findOwner(
  namespace: string,
  owners: readonly ApiOwner[] | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): WorkloadReference | undefined {
  const owner = owners?.find((candidate) => candidate.controller === true);
  if (owner?.kind === undefined || owner.name === undefined || !workloadKinds.has(owner.kind)) return undefined;
  const hash = labels?.["pod-template-hash"];
  if (owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return { kind: "Deployment", namespace, name: owner.name.slice(0, -hash.length - 1) };
  }
  // https://argo-rollouts.readthedocs.io/en/stable/: the label of an Argo Rollout's ReplicaSets.
  const rolloutHash = labels?.["rollouts-pod-template-hash"];
  if (owner.kind === "ReplicaSet" && rolloutHash !== undefined && owner.name.endsWith(`-${rolloutHash}`)) {
    return { kind: "Rollout", namespace, name: owner.name.slice(0, -rolloutHash.length - 1) };
  }
  return { kind: owner.kind as WorkloadKind, namespace, name: owner.name };
}
