// What of the cluster's workloads commands must be permitted to read and to change.
import type { RbacNeed } from "./need.ts";

const apps = ["deployments", "statefulsets", "daemonsets"];
export const listWorkloads: readonly RbacNeed[] = [
  { group: "", resources: ["pods"], verbs: ["list"] },
  { group: "apps", resources: [...apps, "replicasets"], verbs: ["list"] },
  { group: "batch", resources: ["cronjobs", "jobs"], verbs: ["list"] },
  // Asked for only where the cluster knows them.
  { group: "argoproj.io", resources: ["rollouts"], verbs: ["list"] },
];
export const listNamespaces: RbacNeed = { group: "", resources: ["namespaces"], verbs: ["list"] };
export const readAccounts: RbacNeed = { group: "", resources: ["serviceaccounts"], verbs: ["list"] };
export const readRights: readonly RbacNeed[] = [
  readAccounts,
  {
    group: "rbac.authorization.k8s.io",
    resources: ["clusterrolebindings", "clusterroles", "rolebindings", "roles"],
    verbs: ["list"],
  },
];
export const readService: RbacNeed = { group: "", resources: ["services"], verbs: ["get"] };
/** A Job's template is fixed, so no command changes one. */
export const changeTemplates: readonly RbacNeed[] = [
  { group: "", resources: ["pods"], verbs: ["get", "patch"] },
  { group: "apps", resources: [...apps, "replicasets"], verbs: ["get", "patch"] },
  { group: "batch", resources: ["cronjobs"], verbs: ["get", "patch"] },
  { group: "argoproj.io", resources: ["rollouts"], verbs: ["get", "patch"] },
];
