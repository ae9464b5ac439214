// Refuses requests to write that name one thing and mean another: a body of another kind, a namespace that is not there.
import type { KubeState } from "./create-kube-state.ts";
import { badRequest, KubeFault, notFound } from "./kube-fault.ts";
import { isMap, type KubeObject } from "./kube-object.ts";
import type { ResourcePath } from "./parse-path.ts";
import { groupVersion, kindNamed, type ResourceKind } from "./resource-kinds.ts";

/** The body as an object of the kind that the path names; a client may leave both out of JSON. Throws 400 BadRequest. */
export function readObject(body: unknown, kind: ResourceKind): KubeObject {
  if (!isMap(body) || !isMap(body["metadata"] ?? {})) throw badRequest("the object provided is unrecognized");
  const { apiVersion = groupVersion(kind), kind: named = kind.kind } = body;
  if (apiVersion !== groupVersion(kind)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${groupVersion(kind)})`,
    );
  }
  if (named !== kind.kind) {
    throw badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${String(named)}`);
  }
  return { ...body, apiVersion, kind: named, metadata: body["metadata"] ?? {} } as KubeObject;
}

/** Throws 404 NotFound. */
export function checkNamespace(state: KubeState, { kind, namespace }: ResourcePath): void {
  const namespaces = kindNamed("Namespace");
  if (kind.namespaced && namespace !== undefined && state.find(namespaces, undefined, namespace) === undefined)
    throw notFound(namespaces, namespace);
}

/** `All` is the only kind of dry run there is. Throws 422 Invalid. */
export function isDryRun(method: string, query: URLSearchParams): boolean {
  const asked = query.getAll("dryRun").filter((value) => value !== "");
  const unknown = asked.find((value) => value !== "All");
  if (unknown === undefined) return asked.length > 0;
  const options = { POST: "CreateOptions", PUT: "UpdateOptions", PATCH: "PatchOptions" }[method] ?? "DeleteOptions";
  const problem = `dryRun: Unsupported value: ${JSON.stringify(unknown)}: supported values: "All"`;
  throw new KubeFault(422, "Invalid", `${options}.meta.k8s.io "" is invalid: ${problem}`, {
    group: "meta.k8s.io",
    kind: options,
  });
}
