// Takes a request path of the API server apart: which kind, where, which object and which part of it.
import { type ResourceKind, resourceKinds } from "./resource-kinds.ts";

export interface ResourcePath {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** `status`, `scale`, `log`. */
  readonly subresource: string | undefined;
}

/** `/api/v1/namespaces/shop/pods/api-1/status`; `undefined` for what is no served resource. */
export function parsePath(path: string): ResourcePath | undefined {
  const [root, ...segments] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const group = root === "apis" ? (segments.shift() ?? "") : "";
  const version = segments.shift();
  if (root !== "api" && root !== "apis") return undefined;
  const isNamespaced = segments[0] === "namespaces" && segments.length > 2;
  const namespace = isNamespaced ? segments[1] : undefined;
  const [plural, name, subresource] = isNamespaced ? segments.slice(2) : segments;
  const kind = resourceKinds.find(
    (candidate) => candidate.group === group && candidate.version === version && candidate.plural === plural,
  );
  return kind === undefined ? undefined : { kind, namespace, name, subresource };
}
