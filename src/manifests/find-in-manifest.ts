// Finds the workloads in manifest files, each with the place of its pod template's annotations.
import type { ApiWorkload } from "../pods/read-workload.ts";
import { toWorkloadRecord } from "../pods/read-workload.ts";
import { annotationsPath, isWorkloadKind } from "../pods/template-path.ts";
import { unwrapList } from "../pods/unwrap-list.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { parseDocuments, type Place } from "./set-entry.ts";

export interface ManifestWorkload {
  readonly record: WorkloadRecord;
  /** Of the map of annotations, whether it is there or not. */
  readonly annotations: Place;
}

/** `namespace`: of objects that name none, as `kubectl apply -n` would have it. Kustomize patches count as what they patch. */
export function findInManifest(text: string, file: string, namespace: string): readonly ManifestWorkload[] {
  return parseDocuments(text, file).flatMap((document, index) =>
    unwrapList(document.toJS({ maxAliasCount: 100 })).flatMap(({ object, path }) => {
      const { kind = "", metadata = {} } = object as ApiWorkload & { readonly kind?: string };
      if (!isWorkloadKind(kind) || typeof metadata.name !== "string") return [];
      const placed = { ...object, metadata: { ...metadata, namespace: metadata.namespace ?? namespace } };
      return [
        {
          record: toWorkloadRecord(kind, placed),
          annotations: { file, document: index, path: [...path, ...annotationsPath(kind)] },
        },
      ];
    }),
  );
}
