// Where the API server keeps each kind that iamctl reads or changes.
import type { WorkloadKind } from "../pods/workload-record.ts";

export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  /** `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** `v1` when absent. */
  readonly version?: string;
}

export const workloadKinds: Readonly<Record<WorkloadKind, ResourceKind>> = {
  Deployment: { group: "apps", plural: "deployments", namespaced: true },
  StatefulSet: { group: "apps", plural: "statefulsets", namespaced: true },
  DaemonSet: { group: "apps", plural: "daemonsets", namespaced: true },
  ReplicaSet: { group: "apps", plural: "replicasets", namespaced: true },
  Job: { group: "batch", plural: "jobs", namespaced: true },
  CronJob: { group: "batch", plural: "cronjobs", namespaced: true },
  Rollout: { group: "argoproj.io", plural: "rollouts", namespaced: true, version: "v1alpha1" },
  Pod: { group: "", plural: "pods", namespaced: true },
};

export const nodeKind: ResourceKind = { group: "", plural: "nodes", namespaced: false };
export const namespaceKind: ResourceKind = { group: "", plural: "namespaces", namespaced: false };
export const serviceKind: ResourceKind = { group: "", plural: "services", namespaced: true };
export const configMapKind: ResourceKind = { group: "", plural: "configmaps", namespaced: true };

export const serviceAccountKind: ResourceKind = { group: "", plural: "serviceaccounts", namespaced: true };

const rbac = "rbac.authorization.k8s.io";
export const rbacKinds = {
  Role: { group: rbac, plural: "roles", namespaced: true },
  ClusterRole: { group: rbac, plural: "clusterroles", namespaced: false },
  RoleBinding: { group: rbac, plural: "rolebindings", namespaced: true },
  ClusterRoleBinding: { group: rbac, plural: "clusterrolebindings", namespaced: false },
} as const satisfies Readonly<Record<string, ResourceKind>>;

/** `/apis/apps/v1/namespaces/media/deployments/api`. */
export function resourcePath(kind: ResourceKind, namespace?: string, name?: string): string {
  const root = kind.group === "" ? "/api/v1" : `/apis/${kind.group}/${kind.version ?? "v1"}`;
  const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const item = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${kind.plural}${item}`;
}

/** `apps/v1`, as objects say it. */
export function apiVersion({ group, version = "v1" }: ResourceKind): string {
  return group === "" ? version : `${group}/${version}`;
}
