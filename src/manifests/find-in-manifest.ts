// Finds the workloads in manifest files, each with the place of its pod template's annotations.
import type { ApiWorkload } from "../pods/read-workload.ts";
import { toWorkloadRecord } from "../pods/read-workload.ts";
import type { WorkloadKind, WorkloadRecord } from "../pods/workload-record.ts";
import type { Step } from "./place-entry.ts";
import { parseDocuments, type Place } from "./set-entry.ts";

export interface ManifestWorkload {
  readonly record: WorkloadRecord;
  /** Of the map of annotations, whether it is there or not. */
  readonly annotations: Place;
}

/** `namespace`: of objects that name none, as `kubectl apply -n` would have it. Kustomize patches count as what they patch. */
export function findInManifest(text: string, file: string, namespace: string): readonly ManifestWorkload[] {
  return parseDocuments(text, file).flatMap((document, index) =>
    objectsIn(document.toJS({ maxAliasCount: 100 }), []).flatMap(({ object, path }) => {
      const { kind = "", metadata = {} } = object;
      const template = templates.get(kind as WorkloadKind);
      if (template === undefined || typeof metadata.name !== "string") return [];
      const placed = { ...object, metadata: { ...metadata, namespace: metadata.namespace ?? namespace } };
      return [
        {
          record: toWorkloadRecord(kind as WorkloadKind, placed),
          annotations: { file, document: index, path: [...path, ...template, "metadata", "annotations"] },
        },
      ];
    }),
  );
}

interface ManifestObject extends ApiWorkload {
  readonly kind?: string;
  readonly items?: readonly unknown[];
}

/** A List's items each by itself. */
function objectsIn(
  value: unknown,
  path: readonly Step[],
): readonly { object: ManifestObject; path: readonly Step[] }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const object = value as ManifestObject;
  if (object.kind?.endsWith("List") !== true || !Array.isArray(object.items)) return [{ object, path }];
  return object.items.flatMap((item, index) => objectsIn(item, [...path, "items", index]));
}

/** Where each kind keeps its pod template. */
const templates: ReadonlyMap<WorkloadKind, readonly Step[]> = new Map<WorkloadKind, readonly Step[]>([
  ["Deployment", ["spec", "template"]],
  ["StatefulSet", ["spec", "template"]],
  ["DaemonSet", ["spec", "template"]],
  ["ReplicaSet", ["spec", "template"]],
  ["Job", ["spec", "template"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ["Rollout", ["spec", "template"]],
  ["Pod", []],
]);
