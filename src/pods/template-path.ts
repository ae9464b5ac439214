// Where each kind of workload keeps its pod template: whoever reads, writes or finds one goes by this.
import type { WorkloadKind } from "./workload-record.ts";

/** From the object; a Pod is its own template. */
export const templatePaths: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  Rollout: ["spec", "template"],
  Pod: [],
};

export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return Object.hasOwn(templatePaths, kind);
}

/** Of the map of annotations that pods get. */
export function annotationsPath(kind: WorkloadKind): readonly string[] {
  return [...templatePaths[kind], "metadata", "annotations"];
}

/** `undefined` where the way ends before. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}
