// The CronJob controller: the Job of the latest run, whose pod stays running, and a new run as soon as the template changes.
import { childrenOf, create, objectsOf, reportStatus } from "./controller-actions.ts";
import type { KubeState } from "./create-kube-state.ts";
import { type Json, type KubeObject, ownedBy } from "./kube-object.ts";
import { hashTemplate, templateOf } from "./pod-template.ts";
import { isComplete } from "./reconcile-jobs.ts";
import { kindNamed } from "./resource-kinds.ts";

/** No schedule is waited for: who tries something in the sandbox wants to see it in the next pod. */
export function reconcileCronJobs(state: KubeState): void {
  for (const cronJob of objectsOf(state, "CronJob")) {
    const { spec, metadata } = (cronJob.spec?.["jobTemplate"] ?? {}) as {
      readonly spec?: Json;
      readonly metadata?: Json;
    };
    const runs = childrenOf(state, cronJob, "Job").toSorted((one, other) => runOf(one) - runOf(other));
    const last = runs.at(-1);
    const isUpToDate = last !== undefined && hashTemplate(templateOf(last)) === hashTemplate(spec?.["template"] ?? {});
    if (isUpToDate || cronJob.spec?.["suspend"] === true || spec === undefined) continue;
    for (const run of runs) if (!isComplete(run)) finish(state, run);
    const run = last === undefined ? firstRun(state.now()) : runOf(last) + 1;
    const { name, namespace } = cronJob.metadata;
    const placed = {
      name: `${name}-${run}`,
      ...(namespace !== undefined && { namespace }),
      ownerReferences: ownedBy(cronJob),
    };
    create(state, { apiVersion: "batch/v1", kind: "Job", metadata: { ...metadata, ...placed }, spec, status: {} });
    reportStatus(state, cronJob, { lastScheduleTime: `${state.now().toISOString().slice(0, 19)}Z` });
  }
}

/** Like the real controller, which names a run after the minute it was due. */
function firstRun(now: Date): number {
  return Math.floor(now.getTime() / 60_000);
}

function runOf(job: KubeObject): number {
  return Number(job.metadata.name.slice(job.metadata.name.lastIndexOf("-") + 1));
}

function finish(state: KubeState, job: KubeObject): void {
  for (const pod of childrenOf(state, job, "Pod")) {
    const containers = ((pod.status?.["containerStatuses"] ?? []) as readonly Json[]).map((container) => ({
      ...container,
      ready: false,
      state: { terminated: { exitCode: 0, reason: "Completed" } },
    }));
    state.replace(kindNamed("Pod"), {
      ...pod,
      status: { ...pod.status, phase: "Succeeded", containerStatuses: containers },
    });
  }
}
