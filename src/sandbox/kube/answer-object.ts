// Reads, creates, replaces, patches and deletes one object.
import { changeScale, isScalable, readScale } from "./answer-scale.ts";
import { applyPatch } from "./apply-patch.ts";
import { checkObject } from "./check-object.ts";
import { checkNamespace, isDryRun, readObject } from "./check-request.ts";
import { timestamp, type KubeState } from "./create-kube-state.ts";
import { fillDefaults } from "./fill-defaults.ts";
import { alreadyExists, badRequest, conflict, KubeFault } from "./kube-fault.ts";
import type { KubeObject } from "./kube-object.ts";
import type { ResourcePath } from "./parse-path.ts";
import { resourceKinds } from "./resource-kinds.ts";
import { serverSideApply } from "./server-side-apply.ts";
import { type Manager, recordUpdate, withoutManagedFields } from "./track-managers.ts";

export interface ObjectRequest {
  readonly method: string;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  /** The client, as managedFields names it. */
  readonly manager: string;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly object: object;
}

export function answerObject(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { method, path } = request;
  if (path.subresource === "scale") return { status: 200, object: answerScale(state, request) };
  if (path.subresource !== undefined && path.subresource !== "status") throw noSubresource(path.subresource);
  switch (method) {
    case "GET":
      return { status: 200, object: state.get(path.kind, path.namespace, nameIn(path)) };
    case "POST":
      if (path.name !== undefined || (path.kind.namespaced && path.namespace === undefined)) throw notAllowed();
      return create(state, request);
    case "PUT":
      return { status: 200, object: put(state, request, readObject(request.body, path.kind)) };
    case "PATCH":
      return patch(state, request);
    case "DELETE":
      return { status: 200, object: remove(state, request) };
    default:
      throw notAllowed();
  }
}

function answerScale(state: KubeState, request: ObjectRequest): object {
  const { method, path, query, contentType, body } = request;
  const { kind } = path;
  const present = state.get(kind, path.namespace, nameIn(path));
  if (!isScalable(kind)) throw new KubeFault(404, "NotFound", "the server could not find the requested resource");
  if (!["GET", "PUT", "PATCH"].includes(method)) throw notAllowed();
  if (method === "GET") return readScale(present);
  const manager = managerOf(state, request, "Update");
  return changeScale(state, present, { kind, method, contentType, body, manager, isTrial: isDryRun(method, query) });
}

/** Logs, commands and ports of a container. */
function noSubresource(name: string): KubeFault {
  return new KubeFault(501, "NotImplemented", `there is no ${name} here: nothing runs in the sandbox's containers`);
}

function create(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { path, body } = request;
  const sent = withoutManagedFields(placeObject(readObject(body, path.kind), path));
  const isTrial = isDryRun(request.method, request.query);
  checkNamespace(state, path);
  const { resourceVersion: _, uid: __, ...metadata } = sent.metadata;
  const whole = fillDefaults({ ...sent, metadata });
  const object = recordUpdate(undefined, whole, managerOf(state, request, "Update"));
  if (metadata.generateName === undefined) checkObject(path.kind, object);
  if (!isTrial) return { status: 201, object: state.create(path.kind, object) };
  if (state.find(path.kind, object.metadata.namespace, metadata.name) !== undefined)
    throw alreadyExists(path.kind, metadata.name);
  return { status: 201, object };
}

function patch(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { path, contentType, body } = request;
  if (contentType === "application/apply-patch+yaml") return apply(state, request);
  const present = state.get(path.kind, path.namespace, nameIn(path));
  const next = applyPatch(present, contentType, body);
  if (next.kind !== present.kind || next.apiVersion !== present.apiVersion) {
    const [from, to] = [`${next.apiVersion} ${next.kind}`, `${present.apiVersion} ${present.kind}`];
    throw new KubeFault(422, "Invalid", ` "" is invalid: patch: Invalid value: converting ${from} to ${to}`);
  }
  return { status: 200, object: put(state, request, next) };
}

function apply(state: KubeState, request: ObjectRequest): ObjectAnswer {
  const { path, query, body } = request;
  const isTrial = isDryRun(request.method, query);
  if (query.get("fieldManager") === null) throw badRequest("fieldManager is required for apply patch");
  const present = state.find(path.kind, path.namespace, nameIn(path));
  const sent = readObject(body, path.kind);
  const applied = placeObject({ ...sent, metadata: { ...sent.metadata, name: nameIn(path) } }, path);
  const manager = managerOf(state, request, "Apply");
  const object = serverSideApply({ present, applied, manager, force: query.get("force") === "true" });
  checkNamespace(state, path);
  checkObject(path.kind, object, present);
  if (present !== undefined) return { status: 200, object: store(state, request, object) };
  return { status: 201, object: isTrial ? fillDefaults(object) : state.create(path.kind, object) };
}

/** The main resource keeps its status, and `/status` changes nothing else: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
function put(state: KubeState, request: ObjectRequest, sent: KubeObject): KubeObject {
  const { path } = request;
  const present = state.get(path.kind, path.namespace, nameIn(path));
  if (sent.metadata.name !== present.metadata.name) {
    throw badRequest("the name of the object does not match the name on the URL");
  }
  if (path.subresource === "status") {
    const status = sent.status === undefined ? {} : { status: sent.status };
    const { resourceVersion = "" } = sent.metadata;
    return store(state, request, { ...present, ...status, metadata: { ...present.metadata, resourceVersion } });
  }
  const { status: _, ...rest } = withoutManagedFields(placeObject(sent, path));
  const next = { ...rest, ...(present.status !== undefined && { status: present.status }) };
  checkObject(path.kind, next, present);
  return store(state, request, recordUpdate(present, fillDefaults(next), managerOf(state, request, "Update")));
}

function store(state: KubeState, { method, path, query }: ObjectRequest, object: KubeObject): KubeObject {
  return isDryRun(method, query) ? fillDefaults(object) : state.replace(path.kind, object);
}

function placeObject(object: KubeObject, { namespace }: ResourcePath): KubeObject {
  if (namespace === undefined) return object;
  if (object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function managerOf(state: KubeState, { manager }: ObjectRequest, operation: Manager["operation"]): Manager {
  return { name: manager, operation, time: timestamp(state.now()) };
}

/** A pod is told to end first and goes when the kubelet has ended it; everything else goes at once. */
function remove(state: KubeState, { method, path, query, body }: ObjectRequest): object {
  const name = nameIn(path);
  const present = state.get(path.kind, path.namespace, name);
  const { gracePeriodSeconds, preconditions } = (body ?? {}) as DeleteOptions;
  if (preconditions?.uid !== undefined && preconditions.uid !== present.metadata.uid) throw conflict(path.kind, name);
  if (isDryRun(method, query)) return present;
  const seconds = Number(gracePeriodSeconds ?? query.get("gracePeriodSeconds") ?? "30");
  if (path.kind.kind === "Namespace") emptyNamespace(state, name);
  if (path.kind.kind !== "Pod" || seconds === 0) return state.remove(path.kind, path.namespace, name);
  if (present.metadata.deletionTimestamp !== undefined) return present;
  const deletion = { deletionTimestamp: timestamp(state.now()), deletionGracePeriodSeconds: seconds };
  return state.replace(path.kind, { ...present, metadata: { ...present.metadata, ...deletion } });
}

function emptyNamespace(state: KubeState, namespace: string): void {
  for (const kind of resourceKinds.filter(({ namespaced }) => namespaced)) {
    for (const { metadata } of state.list(kind, namespace)) state.remove(kind, namespace, metadata.name);
  }
}

interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string };
}

function nameIn({ name }: ResourcePath): string {
  if (name === undefined) throw notAllowed();
  return name;
}

function notAllowed(): KubeFault {
  return new KubeFault(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
}
