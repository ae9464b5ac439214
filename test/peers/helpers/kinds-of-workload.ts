// One workload of each kind whose template can be changed, in the namespace `media`, that names no role.
import type { World } from "./world.ts";

export interface Subject {
  /** As a person types it. */
  readonly words: string;
  /** As RBAC calls its kind. */
  readonly plural: string;
  readonly path: string;
}

const place = (root: string, plural: string, short: string): Subject => ({
  words: `${short}/kind-${plural.slice(0, -1)}`,
  plural,
  path: `${root}/namespaces/media/${plural}/kind-${plural.slice(0, -1)}`,
});

export const subjects: readonly Subject[] = [
  place("/apis/apps/v1", "deployments", "deploy"),
  place("/apis/apps/v1", "statefulsets", "sts"),
  place("/apis/apps/v1", "daemonsets", "ds"),
  place("/apis/apps/v1", "replicasets", "rs"),
  place("/apis/batch/v1", "cronjobs", "cj"),
  place("/apis/argoproj.io/v1alpha1", "rollouts", "ro"),
  place("/api/v1", "pods", "pod"),
];

/** Whatever of the object may name a role. */
export async function annotationsOf({ kube }: World, { path }: Subject): Promise<string> {
  const { metadata, spec } = await kube.need(path);
  const { template, jobTemplate } = (spec ?? {}) as { readonly template?: object; readonly jobTemplate?: object };
  // A custom resource keeps the map that its last key was taken from, which says the same as none.
  const isEmpty = (value: unknown): boolean => JSON.stringify(value) === "{}";
  return JSON.stringify([metadata.annotations?.["iam.amazonaws.com/role"], template, jobTemplate], (key, value) =>
    key === "annotations" && isEmpty(value) ? undefined : (value as unknown),
  );
}

/** Rollouts must be served; nobody controls the one that is made, so its status says that it is done. */
export async function createSubjects({ kube }: World): Promise<void> {
  for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]) {
    const labels = { app: kind.toLowerCase() };
    const template = { metadata: { labels }, spec: podSpec };
    const body = {
      apiVersion: "apps/v1",
      kind,
      metadata: { name: nameOf(kind) },
      spec: { selector: { matchLabels: labels }, template },
    };
    await kube.need(`/apis/apps/v1/namespaces/media/${kind.toLowerCase()}s`, { method: "POST", body });
  }
  const job = { spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } } } };
  const cronJob = { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: nameOf("CronJob") } };
  const body = { ...cronJob, spec: { schedule: "0 0 1 1 *", jobTemplate: job } };
  await kube.need("/apis/batch/v1/namespaces/media/cronjobs", { method: "POST", body });
  const rollout = {
    ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata: { name: nameOf("Rollout") } },
    spec: { selector: { matchLabels: { app: "rollout" } }, template: { metadata: { labels: { app: "rollout" } } } },
    status: { phase: "Healthy", observedGeneration: "1000" },
  };
  await kube.need("/apis/argoproj.io/v1alpha1/namespaces/media/rollouts", { method: "POST", body: rollout });
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: nameOf("Pod") }, spec: podSpec };
  await kube.need("/api/v1/namespaces/media/pods", { method: "POST", body: pod });
}

function nameOf(kind: string): string {
  return `kind-${kind.toLowerCase()}`;
}

const podSpec = { containers: [{ name: "app", image: "registry.example/app:1" }] };
