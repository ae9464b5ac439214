// The DaemonSet controller: one pod on every node that its selector admits.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, endPod, objectsOf, reportStatus } from "./controller-actions.ts";
import type { KubeObject } from "./kube-object.ts";
import { admitsNode } from "./admits-node.ts";
import { hashTemplate, isEnding, isReady, makePod, rollsOut, templateOf } from "./pod-template.ts";

const revisionLabel = "controller-revision-hash";

export function reconcileDaemonSets(state: KubeState): void {
  for (const set of objectsOf(state, "DaemonSet")) {
    const template = templateOf(set);
    const revision = hashTemplate(template);
    const nodes = objectsOf(state, "Node").filter((node) => admitsNode(template.spec ?? {}, node));
    const all = childrenOf(state, set, "Pod");
    const isPlaced = (pod: KubeObject): boolean => nodes.some(({ metadata }) => metadata.name === nodeOf(pod));
    for (const pod of all) if (!isPlaced(pod)) endPod(state, pod);
    const pods = all.filter(isPlaced);
    for (const node of nodes) {
      if (pods.some((pod) => nodeOf(pod) === node.metadata.name)) continue;
      const labels = { [revisionLabel]: revision };
      create(state, makePod({ owner: set, template, labels, node: node.metadata.name }));
    }
    const outdated = pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] !== revision);
    const isCalm = pods.length === nodes.length && pods.every((pod) => isReady(pod));
    const first = outdated.find((pod) => !isEnding(pod));
    if (isCalm && first !== undefined && rollsOut(set)) endPod(state, first);
    const ready = pods.filter(isReady).length;
    reportStatus(state, set, {
      observedGeneration: set.metadata.generation,
      desiredNumberScheduled: nodes.length,
      currentNumberScheduled: pods.length,
      updatedNumberScheduled: pods.length - outdated.length,
      numberReady: ready,
      numberAvailable: ready,
      numberMisscheduled: 0,
    });
  }
}

function nodeOf({ spec }: KubeObject): unknown {
  return spec?.["nodeName"];
}
