// Takes a request path of the API server apart: which kind, where, which object and which part of it.
import { badRequest } from "./kube-fault.ts";
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
  const [root, ...segments] = decode(path);
  if (root !== "api" && root !== "apis") return undefined;
  const group = root === "apis" ? (segments.shift() ?? "") : "";
  const version = segments.shift();
  const find = (plural: string | undefined): ResourceKind | undefined =>
    resourceKinds.find((one) => one.group === group && one.version === version && one.plural === plural);
  // `namespaces/shop/status` is a part of the namespace, `namespaces/shop/pods` is a list within it.
  const within = segments[0] === "namespaces" ? find(segments[2]) : undefined;
  if (within?.namespaced === true) {
    return { kind: within, namespace: segments[1], name: segments[3], subresource: segments[4] };
  }
  const [plural, name, subresource] = segments;
  const kind = find(plural);
  if (kind === undefined || (kind.namespaced && name !== undefined)) return undefined;
  return { kind, namespace: undefined, name, subresource };
}

function decode(path: string): string[] {
  try {
    return path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    throw badRequest("the path of the request is not valid");
  }
}
