// Refuses changes of what stays as it was created, for as long as the object is there.
import { isDeepStrictEqual } from "node:util";
import { fillDefaults } from "./fill-defaults.ts";
import type { Json, KubeObject } from "./kube-object.ts";

/** `undefined` when the change is one of those that the API server allows. */
export function checkFixedFields(object: KubeObject, present: KubeObject): string | undefined {
  const [before, after] = [present.spec ?? {}, fillDefaults(object).spec ?? {}];
  const changed = (field: string): boolean => !isDeepStrictEqual(before[field], after[field]);
  switch (object.kind) {
    case "Job":
      return changed("template") ? "spec.template: Invalid value: field is immutable" : undefined;
    case "StatefulSet": {
      const fixed = fieldsOf(before, after).filter((field) => !changeable.includes(field));
      return fixed.some(changed)
        ? `spec: Forbidden: updates to statefulset spec for fields other than ${changeable.join(", ")} are forbidden`
        : undefined;
    }
    case "Pod":
      return isDeepStrictEqual(withoutChangeable(before), withoutChangeable(after))
        ? undefined
        : "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`, `spec.tolerations` (only additions to existing tolerations)";
    default:
      return undefined;
  }
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/, as the API server lists them. */
const changeable = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

function fieldsOf(...specs: readonly Json[]): readonly string[] {
  return specs.flatMap((spec) => Object.keys(spec));
}

/** https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement */
function withoutChangeable(spec: Json): Json {
  const { activeDeadlineSeconds: _, terminationGracePeriodSeconds: __, tolerations: ___, ...others } = spec;
  // Gates are there to be taken away: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
  const { schedulingGates: ____, ...rest } = others;
  for (const list of ["containers", "initContainers"]) {
    const containers = rest[list] as readonly Json[] | undefined;
    if (containers !== undefined) rest[list] = containers.map((container) => ({ ...container, image: "" }));
  }
  return rest;
}
