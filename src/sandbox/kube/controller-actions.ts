// What controllers do to the cluster: read what is theirs, make and end pods, and report their status.
import { type KubeState, timestamp } from "./create-kube-state.ts";
import { isOwnedBy, type Json, type KubeObject } from "./kube-object.ts";
import { kindNamed } from "./resource-kinds.ts";

export function objectsOf(state: KubeState, kind: string): readonly KubeObject[] {
  return state.list(kindNamed(kind)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Pods that are ending included. */
export function childrenOf(state: KubeState, owner: KubeObject, kind: string): readonly KubeObject[] {
  return state.list(kindNamed(kind), owner.metadata.namespace).filter((child) => isOwnedBy(child, owner));
}

export function create(state: KubeState, object: KubeObject): void {
  state.create(kindNamed(object.kind), object);
}

/** Overwrites only metadata and spec: another controller may have reported meanwhile. */
export function replace(state: KubeState, object: KubeObject): void {
  const kind = kindNamed(object.kind);
  const { resourceVersion: _, ...metadata } = object.metadata;
  const present = state.find(kind, metadata.namespace, metadata.name);
  if (present !== undefined)
    state.replace(kind, { ...present, metadata, ...(object.spec !== undefined && { spec: object.spec }) });
}

export function endPod(state: KubeState, pod: KubeObject): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const metadata = { ...pod.metadata, deletionTimestamp: timestamp(state.now()) };
  state.replace(kindNamed("Pod"), { ...pod, metadata });
}

export function reportStatus(state: KubeState, object: KubeObject, status: Json): void {
  const present = state.find(kindNamed(object.kind), object.metadata.namespace, object.metadata.name);
  if (present !== undefined)
    state.replace(kindNamed(object.kind), { ...present, status: { ...present.status, ...status } });
}
