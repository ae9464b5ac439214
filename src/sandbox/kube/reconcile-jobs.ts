// The Job controller: one pod for a Job, until it has succeeded.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, objectsOf, reportStatus } from "./controller-actions.ts";
import type { KubeObject } from "./kube-object.ts";
import { isReady, makePod, templateOf } from "./pod-template.ts";

export function reconcileJobs(state: KubeState): void {
  for (const job of objectsOf(state, "Job")) {
    if (isComplete(job)) continue;
    const pods = childrenOf(state, job, "Pod");
    const succeeded = pods.filter(({ status }) => status?.["phase"] === "Succeeded").length;
    if (pods.length === 0 && job.spec?.["suspend"] !== true) {
      const { name } = job.metadata;
      const labels = { "job-name": name, "batch.kubernetes.io/job-name": name };
      create(state, makePod({ owner: job, template: templateOf(job), labels }));
    }
    reportStatus(state, job, {
      active: pods.filter(({ status }) => status?.["phase"] === "Running" || status?.["phase"] === "Pending").length,
      ready: pods.filter(isReady).length,
      succeeded,
      ...(succeeded > 0 && { conditions: [{ type: "Complete", status: "True" }] }),
    });
  }
}

export function isComplete({ status }: KubeObject): boolean {
  const conditions = (status?.["conditions"] ?? []) as readonly { readonly type: string; readonly status: string }[];
  return conditions.some(({ type, status: truth }) => type === "Complete" && truth === "True");
}
