// The Deployment controller: one ReplicaSet for each template, the newest scaled up before the others go down.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, objectsOf, reportStatus } from "./controller-actions.ts";
import { type KubeObject, ownedBy } from "./kube-object.ts";
import { hashTemplate, type PodTemplate, templateOf } from "./pod-template.ts";
import { kindNamed } from "./resource-kinds.ts";

export function reconcileDeployments(state: KubeState): void {
  for (const deployment of objectsOf(state, "Deployment")) {
    const replicas = Number(deployment.spec?.["replicas"] ?? 1);
    const template = templateOf(deployment);
    const hash = hashTemplate(template);
    const sets = childrenOf(state, deployment, "ReplicaSet");
    const current = sets.find(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
    if (current === undefined) {
      if (deployment.spec?.["paused"] !== true) create(state, makeReplicaSet(deployment, template, hash, replicas));
      continue;
    }
    scale(state, current, replicas);
    const old = sets.filter((set) => set !== current);
    if (countOf(current, "readyReplicas") >= replicas) for (const set of old) scale(state, set, 0);
    report(state, deployment, current, old);
  }
}

function makeReplicaSet(deployment: KubeObject, template: PodTemplate, hash: string, replicas: number): KubeObject {
  const { name, namespace } = deployment.metadata;
  const labels = { ...template.metadata?.labels, "pod-template-hash": hash };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: `${name}-${hash}`, ...(namespace !== undefined && { namespace }), labels, ownerReferences: ownedBy(deployment) },
    spec: { replicas, selector: { matchLabels: labels }, template: { ...template, metadata: { ...template.metadata, labels } } },
    status: { replicas: 0 },
  };
}

function scale(state: KubeState, set: KubeObject, replicas: number): void {
  if (set.spec?.["replicas"] === replicas) return;
  state.replace(kindNamed("ReplicaSet"), { ...set, spec: { ...set.spec, replicas } });
}

function report(state: KubeState, deployment: KubeObject, current: KubeObject, old: readonly KubeObject[]): void {
  const updatedReplicas = countOf(current, "replicas");
  const ready = [current, ...old].reduce((sum, set) => sum + countOf(set, "readyReplicas"), 0);
  const isDone = countOf(current, "readyReplicas") >= Number(deployment.spec?.["replicas"] ?? 1);
  reportStatus(state, deployment, {
    observedGeneration: deployment.metadata.generation,
    replicas: updatedReplicas + old.reduce((sum, set) => sum + countOf(set, "replicas"), 0),
    updatedReplicas,
    readyReplicas: ready,
    availableReplicas: ready,
    conditions: [
      { type: "Available", status: ready > 0 ? "True" : "False" },
      { type: "Progressing", status: "True", reason: isDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated" },
    ],
  });
}

function countOf(set: KubeObject, member: string): number {
  return Number(set.status?.[member] ?? 0);
}
