// Refuses plans that would change the pod template of a Job, which cannot be changed.
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";
import type { Refusal } from "./planned.ts";
import type { Step } from "./step.ts";

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/: the pod template of a Job cannot be changed. */
export function refuseJob(workload: WorkloadReference, steps: readonly Step[]): Refusal | undefined {
  if (workload.kind !== "Job" || steps.length === 0) return undefined;
  return {
    kind: "refused",
    problem: `the pod template of ${printWorkload(workload)} cannot be changed: a Job keeps the one it began with`,
    hint: "Change the annotation in its manifest under spec.template.metadata.annotations, and replace the Job: kubectl replace --force -f FILE",
  };
}
