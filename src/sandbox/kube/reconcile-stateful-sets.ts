// The StatefulSet controller: numbered pods, made in order and replaced one at a time from the highest number down.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, endPod, objectsOf, reportStatus } from "./controller-actions.ts";
import type { KubeObject } from "./kube-object.ts";
import { hashTemplate, isReady, makePod, rollsOut, templateOf } from "./pod-template.ts";

const revisionLabel = "controller-revision-hash";

export function reconcileStatefulSets(state: KubeState): void {
  for (const set of objectsOf(state, "StatefulSet")) {
    const wanted = Number(set.spec?.["replicas"] ?? 1);
    const revision = `${set.metadata.name}-${hashTemplate(templateOf(set))}`;
    const names = Array.from({ length: wanted }, (_, index) => `${set.metadata.name}-${index}`);
    const pods = new Map(childrenOf(state, set, "Pod").map((pod) => [pod.metadata.name, pod]));
    for (const [name, pod] of pods) if (!names.includes(name)) endPod(state, pod);
    takeOneStep(state, set, names, pods, revision);
    report(
      state,
      set,
      [...pods.values()].filter(({ metadata }) => names.includes(metadata.name)),
      revision,
    );
  }
}

function takeOneStep(
  state: KubeState,
  set: KubeObject,
  names: readonly string[],
  pods: ReadonlyMap<string, KubeObject>,
  revision: string,
): void {
  const missing = names.find((name) => !pods.has(name));
  // In order: a pod is made once those before it are ready.
  const before = missing === undefined ? [] : names.slice(0, names.indexOf(missing));
  if (!before.every((name) => isReady(pods.get(name)))) return undefined;
  const template = templateOf(set);
  if (missing !== undefined) {
    const labels = { [revisionLabel]: revision, "statefulset.kubernetes.io/pod-name": missing };
    return create(state, makePod({ owner: set, template, name: missing, labels }));
  }
  if (!rollsOut(set) || ![...pods.values()].every(isReady)) return undefined;
  const outdated = names.findLast((name) => pods.get(name)?.metadata.labels?.[revisionLabel] !== revision);
  const pod = pods.get(outdated ?? "");
  return pod === undefined ? undefined : endPod(state, pod);
}

function report(state: KubeState, set: KubeObject, pods: readonly KubeObject[], revision: string): void {
  const updated = pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision);
  const ready = pods.filter(isReady).length;
  const isDone = updated.length === pods.length && ready === pods.length;
  reportStatus(state, set, {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: updated.length,
    updateRevision: revision,
    currentRevision: isDone ? revision : (set.status?.["currentRevision"] ?? revision),
  });
}
