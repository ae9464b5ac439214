// Whether a pod may be placed on a node, by its node selector.
import type { Json, KubeObject } from "./kube-object.ts";

export function admitsNode(podSpec: Json, node: KubeObject): boolean {
  const selector = (podSpec["nodeSelector"] ?? {}) as Readonly<Record<string, string>>;
  return Object.entries(selector).every(([key, value]) => node.metadata.labels?.[key] === value);
}
