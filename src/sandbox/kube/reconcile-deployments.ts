// The Deployment controller: one ReplicaSet for each template, the newest scaled up before the others go down.
import type { KubeState } from "./create-kube-state.ts";
import { childrenOf, create, objectsOf, replace, reportStatus } from "./controller-actions.ts";
import { type KubeObject, ownedBy } from "./kube-object.ts";
import { hashTemplate, templateOf } from "./pod-template.ts";
import { kindNamed } from "./resource-kinds.ts";

export function reconcileDeployments(state: KubeState): void {
  for (const deployment of objectsOf(state, "Deployment")) {
    const replicas = Number(deployment.spec?.["replicas"] ?? 1);
    const isPaused = deployment.spec?.["paused"] === true;
    const hash = hashTemplate(templateOf(deployment));
    const sets = childrenOf(state, deployment, "ReplicaSet");
    const current = sets.find(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
    const old = sets.filter((set) => set !== current);
    if (current === undefined) {
      if (!isPaused) startRevision(state, deployment, makeReplicaSet(deployment, hash, replicas), old);
    } else if (!isPaused) {
      startRevision(state, deployment, current, old);
      scale(state, current, replicas);
      if (countOf(current, "readyReplicas") >= replicas) for (const set of old) scale(state, set, 0);
    }
    report(state, deployment, current, old);
  }
}

/** `kubectl rollout history` and `undo` go by these numbers. */
function startRevision(state: KubeState, deployment: KubeObject, set: KubeObject, old: readonly KubeObject[]): void {
  const newest = Math.max(0, ...old.map(revisionOf));
  const isNewest = revisionOf(set) > newest;
  const revision = String(isNewest ? revisionOf(set) : newest + 1);
  if (set.metadata.uid === undefined) create(state, withRevision(set, revision));
  else if (!isNewest) replace(state, withRevision(set, revision));
  if (revisionOf(deployment) !== Number(revision)) replace(state, withRevision(deployment, revision));
}

const revisionKey = "deployment.kubernetes.io/revision";

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[revisionKey] ?? 0);
}

function withRevision(object: KubeObject, revision: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [revisionKey]: revision };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function makeReplicaSet(deployment: KubeObject, hash: string, replicas: number): KubeObject {
  const template = templateOf(deployment);
  const { name, namespace } = deployment.metadata;
  const labels = { ...template.metadata?.labels, "pod-template-hash": hash };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace !== undefined && { namespace }),
      labels,
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

function scale(state: KubeState, set: KubeObject, replicas: number): void {
  if (set.spec?.["replicas"] === replicas) return;
  const present = state.find(kindNamed("ReplicaSet"), set.metadata.namespace, set.metadata.name) ?? set;
  state.replace(kindNamed("ReplicaSet"), { ...present, spec: { ...present.spec, replicas } });
}

function report(
  state: KubeState,
  deployment: KubeObject,
  current: KubeObject | undefined,
  old: readonly KubeObject[],
): void {
  const wanted = Number(deployment.spec?.["replicas"] ?? 1);
  const sets = current === undefined ? old : [current, ...old];
  const sum = (member: string): number => sets.reduce((total, set) => total + countOf(set, member), 0);
  const ready = sum("readyReplicas");
  const isDone = current !== undefined && countOf(current, "readyReplicas") >= wanted;
  reportStatus(state, deployment, {
    observedGeneration: deployment.metadata.generation,
    replicas: sum("replicas"),
    updatedReplicas: current === undefined ? 0 : countOf(current, "replicas"),
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: Math.max(0, wanted - ready),
    conditions: [
      ready >= wanted
        ? { type: "Available", status: "True", reason: "MinimumReplicasAvailable" }
        : { type: "Available", status: "False", reason: "MinimumReplicasUnavailable" },
      { type: "Progressing", status: "True", reason: isDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated" },
    ],
  });
}

function countOf(set: KubeObject, member: string): number {
  return Number(set.status?.[member] ?? 0);
}
