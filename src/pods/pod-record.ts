// The few fields of a pod that a judgement may use; everything else the API server sends is dropped at the door.
import type { Annotations } from "./annotations.ts";
import type { PodEnvironment } from "./pod-environment.ts";
import type { WorkloadReference } from "./workload-record.ts";

export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";

export interface PodRecord extends PodEnvironment {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent until the scheduler has placed the pod. */
  readonly node: string | undefined;
  /** Every entry of `status.podIPs`; empty until the kubelet reports one. */
  readonly addresses: readonly string[];
  readonly phase: PodPhase;
  /** `metadata.deletionTimestamp` is set. */
  readonly terminating: boolean;
  /** That timestamp, in RFC 3339: when its grace period is over and the kubelet kills what still runs. */
  readonly endsBy?: string;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  /** Only the keys of `annotationKeys` (and near misses that the audit looks for). */
  readonly annotations: Annotations;
  /** The controller at the top of the owner chain; absent for a bare pod. */
  readonly owner: WorkloadReference | undefined;
}
