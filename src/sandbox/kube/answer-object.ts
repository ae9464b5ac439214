// Reads, creates, replaces, patches and deletes one object.
import { applyPatch } from "./apply-patch.ts";
import { timestamp, type KubeState } from "./create-kube-state.ts";
import { badRequest, KubeFault, notFound } from "./kube-fault.ts";
import type { KubeObject } from "./kube-object.ts";
import type { ResourcePath } from "./parse-path.ts";

export interface ObjectRequest {
  readonly method: string;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly object: object;
}

export function answerObject(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { method, path } = request;
  if (path.subresource !== undefined && path.subresource !== "status") throw notFound(path.kind, path.subresource);
  switch (method) {
    case "GET":
      return { status: 200, object: state.get(path.kind, path.namespace, nameIn(path)) };
    case "POST":
      return create(state, request);
    case "PUT":
      return { status: 200, object: put(state, request, readObject(request.body)) };
    case "PATCH":
      return patch(state, request);
    case "DELETE":
      return { status: 200, object: remove(state, request) };
    default:
      throw new KubeFault(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
}

function create(state: KubeState, { path, query, body }: ObjectRequest): ObjectAnswer {
  const sent = readObject(body);
  const metadata = { ...sent.metadata, ...(path.namespace !== undefined && { namespace: path.namespace }) };
  const { resourceVersion: _, uid: __, ...fresh } = metadata;
  const object = { ...sent, metadata: fresh } as KubeObject;
  if (isDryRun(query)) return { status: 201, object };
  return { status: 201, object: state.create(path.kind, object) };
}

function patch(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { path, contentType, body } = request;
  const name = nameIn(path);
  const present = state.find(path.kind, path.namespace, name);
  if (present === undefined && contentType === "application/apply-patch+yaml") {
    return create(state, { ...request, body });
  }
  const patched = applyPatch(present ?? state.get(path.kind, path.namespace, name), contentType, body);
  return { status: 200, object: put(state, request, patched) };
}

/** The main resource keeps its status, and `/status` changes nothing else: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
function put(state: KubeState, { path, query }: ObjectRequest, sent: KubeObject): KubeObject {
  const present = state.get(path.kind, path.namespace, nameIn(path));
  if (sent.metadata.name !== present.metadata.name) throw badRequest("the name of the object does not match the name on the URL");
  const { resourceVersion } = sent.metadata;
  const metadata = { ...sent.metadata, ...(path.namespace !== undefined && { namespace: path.namespace }) };
  const { status: _, ...withoutStatus } = sent;
  const next =
    path.subresource === "status"
      ? { ...present, ...(sent.status !== undefined && { status: sent.status }), metadata: { ...present.metadata, resourceVersion } }
      : { ...withoutStatus, ...(present.status !== undefined && { status: present.status }), metadata };
  if (isDryRun(query)) return next as KubeObject;
  return state.replace(path.kind, next as KubeObject);
}

/** A pod is told to end first and goes when the kubelet has ended it; everything else goes at once. */
function remove(state: KubeState, { path, query, body }: ObjectRequest): object {
  const name = nameIn(path);
  const present = state.get(path.kind, path.namespace, name);
  const grace = (body as { gracePeriodSeconds?: number } | undefined)?.gracePeriodSeconds ?? query.get("gracePeriodSeconds");
  if (isDryRun(query)) return present;
  const seconds = Number(grace ?? "30");
  if (path.kind.kind !== "Pod" || seconds === 0) return state.remove(path.kind, path.namespace, name);
  if (present.metadata.deletionTimestamp !== undefined) return present;
  const deletion = { deletionTimestamp: timestamp(state.now()), deletionGracePeriodSeconds: seconds };
  return state.replace(path.kind, { ...present, metadata: { ...present.metadata, ...deletion } });
}

function nameIn({ name }: ResourcePath): string {
  if (name === undefined) throw new KubeFault(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  return name;
}

function readObject(body: unknown): KubeObject {
  const object = body as KubeObject | undefined;
  if (typeof object !== "object" || object === null || typeof object.metadata !== "object") {
    throw badRequest("the object provided is unrecognized: it has no metadata");
  }
  return object;
}

function isDryRun(query: URLSearchParams): boolean {
  return query.get("dryRun") === "All";
}

