// Applies a patch of each of the API server's patch types to an object.
import jsonPatch, { type Operation } from "fast-json-patch";
import { badRequest, KubeFault } from "./kube-fault.ts";
import type { Json, KubeObject } from "./kube-object.ts";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply */
export function applyPatch(object: KubeObject, contentType: string, patch: unknown): KubeObject {
  switch (contentType) {
    case "application/json-patch+json":
      return applyJsonPatch(object, patch as Operation[]);
    case "application/merge-patch+json":
      return merge(object, patch as Json, replaceList) as KubeObject;
    case "application/strategic-merge-patch+json":
    // Server-side apply without field ownership: what the patch names is set, nothing is taken away.
    case "application/apply-patch+yaml":
      return merge(object, patch as Json, mergeList) as KubeObject;
    default:
      throw new KubeFault(415, "UnsupportedMediaType", `the body of the request was in an unknown format: ${contentType}`);
  }
}

function applyJsonPatch(object: KubeObject, operations: Operation[]): KubeObject {
  if (!Array.isArray(operations)) throw badRequest("a JSON patch is a list of operations");
  try {
    return jsonPatch.applyPatch(structuredClone(object), operations, true, false).newDocument;
  } catch (error) {
    throw new KubeFault(422, "Invalid", `the server rejected our request: ${error instanceof Error ? error.name : "bad patch"}`);
  }
}

type ListRule = (present: unknown, patch: readonly unknown[], member: string) => unknown;

/** https://www.rfc-editor.org/rfc/rfc7396: `null` removes. */
function merge(present: unknown, patch: Json, listRule: ListRule): Json {
  if (patch["$patch"] === "replace") return without(patch, "$patch");
  const result: Json = isMap(present) ? { ...present } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (member.startsWith("$")) continue;
    if (value === null) delete result[member];
    else if (Array.isArray(value)) result[member] = listRule(result[member], value, member);
    else result[member] = isMap(value) ? merge(result[member], value, listRule) : value;
  }
  return result;
}

const replaceList: ListRule = (_present, patch) => patch;

/** Lists that a strategic merge joins by key; every other list is replaced. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  ports: "containerPort",
  conditions: "type",
  imagePullSecrets: "name",
  addresses: "type",
  podIPs: "ip",
  ownerReferences: "uid",
};

const mergeList: ListRule = (present, patch, member) => {
  const key = mergeKeys[member];
  if (key === undefined || !Array.isArray(present)) return patch.filter((item) => !isDeletion(item));
  const result: unknown[] = [...(present as unknown[])];
  for (const item of patch) {
    const at = result.findIndex((candidate) => isMap(candidate) && isMap(item) && candidate[key] === item[key]);
    if (isDeletion(item)) result.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) result.push(item);
    else result[at] = merge(result[at], item as Json, mergeList);
  }
  return result;
};

function isDeletion(item: unknown): boolean {
  return isMap(item) && item["$patch"] === "delete";
}

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(map: Json, member: string): Json {
  const { [member]: _, ...rest } = map;
  return rest;
}
