// The Job and CronJob controllers: one pod for a Job, and for a CronJob the Job of its latest run.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, objectsOf, reportStatus } from "./controller-actions.ts";
import { type Json, ownedBy } from "./kube-object.ts";
import { hashTemplate, isReady, makePod, type PodTemplate, templateOf } from "./pod-template.ts";

export function reconcileJobs(state: KubeState): void {
  for (const cronJob of objectsOf(state, "CronJob")) {
    const spec = ((cronJob.spec?.["jobTemplate"] as Json | undefined)?.["spec"] ?? {}) as Json;
    const { name, namespace } = cronJob.metadata;
    const run = `${name}-${hashTemplate(spec["template"] as PodTemplate)}`;
    if (childrenOf(state, cronJob, "Job").some(({ metadata }) => metadata.name === run)) continue;
    const metadata = { name: run, ...(namespace !== undefined && { namespace }), ownerReferences: ownedBy(cronJob) };
    create(state, { apiVersion: "batch/v1", kind: "Job", metadata, spec, status: {} });
  }
  for (const job of objectsOf(state, "Job")) {
    const pods = childrenOf(state, job, "Pod");
    if (pods.length === 0) create(state, makePod({ owner: job, template: templateOf(job), labels: { "job-name": job.metadata.name } }));
    reportStatus(state, job, { active: pods.filter(isReady).length });
  }
}
