// Ends what belongs to a controller that is gone.
import type { KubeState } from "./create-kube-state.ts";
import { endPod } from "./controller-actions.ts";
import { kindNamed, resourceKinds } from "./resource-kinds.ts";

const owned = ["ReplicaSet", "Job", "Pod"].map(kindNamed);

/** https://kubernetes.io/docs/concepts/architecture/garbage-collection/ */
export function collectOrphans(state: KubeState): void {
  const living = new Set(resourceKinds.flatMap((kind) => state.list(kind)).map(({ metadata }) => metadata.uid));
  for (const kind of owned) {
    for (const object of state.list(kind)) {
      const owners = object.metadata.ownerReferences ?? [];
      if (owners.length === 0 || owners.some(({ uid }) => living.has(uid))) continue;
      if (kind.kind === "Pod") endPod(state, object);
      else state.remove(kind, object.metadata.namespace, object.metadata.name);
    }
  }
}
