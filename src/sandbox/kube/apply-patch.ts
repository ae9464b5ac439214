// Applies a patch of each of the API server's patch types to an object.
import jsonPatch, { type Operation } from "fast-json-patch";
import { badRequest, KubeFault } from "./kube-fault.ts";
import { isMap, type Json, type KubeObject } from "./kube-object.ts";
import { strategicMerge } from "./strategic-merge.ts";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply */
export function applyPatch(object: KubeObject, contentType: string, patch: unknown): KubeObject {
  switch (contentType) {
    case "application/json-patch+json":
      return applyJsonPatch(object, patch as Operation[]);
    case "application/merge-patch+json":
      return mergePatch(object, readMap(patch)) as KubeObject;
    case "application/strategic-merge-patch+json":
      return strategicMerge(object, readMap(patch)) as KubeObject;
    default:
      throw new KubeFault(
        415,
        "UnsupportedMediaType",
        `the body of the request was in an unknown format: ${contentType}`,
      );
  }
}

function applyJsonPatch(object: KubeObject, operations: Operation[]): KubeObject {
  if (!Array.isArray(operations)) throw badRequest("a JSON patch is a list of operations");
  try {
    return jsonPatch.applyPatch(structuredClone(object), operations, true, false).newDocument;
  } catch (error) {
    const why = error instanceof Error ? error.name : "bad patch";
    throw new KubeFault(422, "Invalid", `the server rejected our request due to an error in our request: ${why}`);
  }
}

/** https://www.rfc-editor.org/rfc/rfc7396 */
function mergePatch(present: unknown, patch: Json): Json {
  const result: Json = isMap(present) ? { ...present } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete result[member];
    else result[member] = isMap(value) ? mergePatch(result[member], value) : value;
  }
  return result;
}

function readMap(patch: unknown): Json {
  if (!isMap(patch)) throw badRequest("the patch is no object");
  return patch;
}
