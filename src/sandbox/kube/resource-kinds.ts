// The kinds that the simulated API server serves; a kind more is a line more.

export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Part of what `kubectl get all` shows. */
  readonly isWorkload: boolean;
}

const kind = (
  groupVersion: string,
  name: string,
  plural: string,
  shortNames: string,
  namespaced = true,
): ResourceKind => {
  const [version = "", group = ""] = groupVersion.split("/").toReversed();
  const isWorkload = group === "apps" || group === "batch" || name === "Pod" || name === "Service";
  return {
    group,
    version,
    kind: name,
    plural,
    shortNames: shortNames.split(" ").filter(Boolean),
    namespaced,
    isWorkload,
  };
};

export const resourceKinds: readonly ResourceKind[] = [
  kind("v1", "Namespace", "namespaces", "ns", false),
  kind("v1", "Node", "nodes", "no", false),
  kind("v1", "Pod", "pods", "po"),
  kind("v1", "Service", "services", "svc"),
  kind("v1", "ConfigMap", "configmaps", "cm"),
  kind("v1", "ServiceAccount", "serviceaccounts", "sa"),
  kind("v1", "Event", "events", "ev"),
  kind("apps/v1", "Deployment", "deployments", "deploy"),
  kind("apps/v1", "ReplicaSet", "replicasets", "rs"),
  kind("apps/v1", "StatefulSet", "statefulsets", "sts"),
  kind("apps/v1", "DaemonSet", "daemonsets", "ds"),
  kind("batch/v1", "Job", "jobs", ""),
  kind("batch/v1", "CronJob", "cronjobs", "cj"),
  kind("argoproj.io/v1alpha1", "Rollout", "rollouts", "ro"),
  kind("rbac.authorization.k8s.io/v1", "Role", "roles", ""),
  kind("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", ""),
  kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", "", false),
  kind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", "", false),
  kind("karpenter.k8s.aws/v1", "EC2NodeClass", "ec2nodeclasses", "ec2nc", false),
  kind("karpenter.k8s.aws/v1alpha1", "AWSNodeTemplate", "awsnodetemplates", "", false),
  kind("eks.amazonaws.com/v1", "NodeClass", "nodeclasses", "", false),
];

export function kindNamed(name: string): ResourceKind {
  const found = resourceKinds.find((candidate) => candidate.kind === name);
  if (found === undefined) throw new Error(`The sandbox does not serve the kind ${name}`);
  return found;
}

/** `v1`, `apps/v1`. */
export function groupVersion({ group, version }: ResourceKind): string {
  return group === "" ? version : `${group}/${version}`;
}
