// A workload: the object whose pod template carries the role annotation.
import type { Annotations } from "./annotations.ts";
import type { WorkloadManager } from "./workload-manager.ts";
import type { TemplateRecord } from "./template-record.ts";

export type WorkloadKind =
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "ReplicaSet"
  | "Job"
  | "CronJob"
  | "Rollout"
  | "Pod";

export interface WorkloadReference {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
}

export interface WorkloadRecord extends WorkloadReference {
  readonly uid: string;
  /** `metadata.annotations` of the object itself: where a role annotation has no effect (except on a Pod). */
  readonly annotations: Annotations;
  /** Annotations of the pod template; for a bare Pod, its own. */
  readonly templateAnnotations: Annotations;
  /** The field manager of each annotation about roles that somebody else than iamctl set; absent where nobody did. */
  readonly templateHolders?: Readonly<Record<string, string>>;
  readonly templateLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  /** Names of the environment variables set in the template's containers, sorted; values are never kept. */
  readonly environmentNames: readonly string[];
  readonly template: TemplateRecord;
  /** Where a manifest file holds it; absent for objects of a live cluster. `line` counts from 1. */
  readonly place?: { readonly file: string; readonly line: number };
  /** The tool that would take a live change back; absent where none is known. */
  readonly manager: WorkloadManager | undefined;
}

/** `deployment/api`, the way kubectl prints it. */
export function printWorkload(workload: WorkloadReference): string {
  return `${workload.kind.toLowerCase()}/${workload.name}`;
}
