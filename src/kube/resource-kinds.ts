// Where the API server keeps each kind that iamctl reads or changes.
import type { WorkloadKind } from "../pods/workload-record.ts";

export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  /** `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

export const workloadKinds: Readonly<Record<WorkloadKind, ResourceKind>> = {
  Deployment: { group: "apps", plural: "deployments", namespaced: true },
  StatefulSet: { group: "apps", plural: "statefulsets", namespaced: true },
  DaemonSet: { group: "apps", plural: "daemonsets", namespaced: true },
  ReplicaSet: { group: "apps", plural: "replicasets", namespaced: true },
  Job: { group: "batch", plural: "jobs", namespaced: true },
  CronJob: { group: "batch", plural: "cronjobs", namespaced: true },
  Pod: { group: "", plural: "pods", namespaced: true },
};

export const nodeKind: ResourceKind = { group: "", plural: "nodes", namespaced: false };
export const namespaceKind: ResourceKind = { group: "", plural: "namespaces", namespaced: false };

/** `/apis/apps/v1/namespaces/media/deployments/api`; every kind here is served as v1. */
export function resourcePath(kind: ResourceKind, namespace?: string, name?: string): string {
  const root = kind.group === "" ? "/api/v1" : `/apis/${kind.group}/v1`;
  const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const item = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${kind.plural}${item}`;
}
