// The scale of a workload: how many replicas it is to have and has, which `kubectl scale` reads and changes.
import { applyPatch } from "./apply-patch.ts";
import { checkObject } from "./check-object.ts";
import type { KubeState } from "./create-kube-state.ts";
import { fillDefaults } from "./fill-defaults.ts";
import { isMap, type Json, type KubeObject } from "./kube-object.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import { type Manager, recordUpdate } from "./track-managers.ts";

export function isScalable({ kind }: ResourceKind): boolean {
  return ["Deployment", "ReplicaSet", "StatefulSet"].includes(kind);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/ */
export function readScale({ metadata, spec = {}, status = {} }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = (spec["selector"] as Json | undefined)?.["matchLabels"] ?? {};
  const printed = Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`);
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject["metadata"],
    spec: { replicas: spec["replicas"] ?? 1 },
    status: { replicas: status["replicas"] ?? 0, selector: printed.join() },
  };
}

export interface ScaleChange {
  readonly kind: ResourceKind;
  readonly method: string;
  readonly contentType: string;
  readonly body: unknown;
  readonly manager: Manager;
  readonly isTrial: boolean;
}

/** Answers the scale as it is then. */
export function changeScale(state: KubeState, present: KubeObject, change: ScaleChange): KubeObject {
  const { kind, method, contentType, body, manager, isTrial } = change;
  const scale = readScale(present);
  const wanted = method === "PATCH" ? applyPatch(scale, contentType, body) : body;
  const spec = isMap(wanted) && isMap(wanted["spec"]) ? wanted["spec"] : {};
  const asked = isMap(wanted) && isMap(wanted["metadata"]) ? wanted["metadata"]["resourceVersion"] : undefined;
  const metadata = typeof asked === "string" ? { ...present.metadata, resourceVersion: asked } : present.metadata;
  const next = fillDefaults({ ...present, metadata, spec: { ...present.spec, replicas: spec["replicas"] ?? 0 } });
  checkObject(kind, next, present);
  const object = recordUpdate(present, next, manager);
  return readScale(isTrial ? object : state.replace(kind, object));
}
