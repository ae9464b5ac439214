// The ReplicaSet controller: as many pods as asked for.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, endPod, objectsOf, reportStatus } from "./controller-actions.ts";
import { isEnding, isReady, makePod, templateOf } from "./pod-template.ts";

export function reconcileReplicaSets(state: KubeState): void {
  for (const set of objectsOf(state, "ReplicaSet")) {
    const wanted = Number(set.spec?.["replicas"] ?? 1);
    const pods = childrenOf(state, set, "Pod");
    const kept = pods.filter((pod) => !isEnding(pod));
    for (let missing = wanted - kept.length; missing > 0; missing -= 1) {
      create(state, makePod({ owner: set, template: templateOf(set) }));
    }
    for (const pod of kept.slice(wanted)) endPod(state, pod);
    reportStatus(state, set, {
      observedGeneration: set.metadata.generation,
      replicas: childrenOf(state, set, "Pod").length,
      readyReplicas: pods.filter(isReady).length,
      availableReplicas: pods.filter(isReady).length,
    });
  }
}
