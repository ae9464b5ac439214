// What the simulated API server remembers: objects, a version that only grows, and a bounded history of changes.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { fillDefaults } from "./fill-defaults.ts";
import { type KubeObject, leaveOutEmpty, type Metadata } from "./kube-object.ts";
import { alreadyExists, conflict, gone, invalid, notFound } from "./kube-fault.ts";
import { createListMemory } from "./list-memory.ts";
import { groupVersion, kindNamed, type ResourceKind } from "./resource-kinds.ts";
import { recordUpdate } from "./track-managers.ts";

export interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly kind: ResourceKind;
  readonly object: KubeObject;
  /** The object before the change; absent for one that is new. */
  readonly previous: KubeObject | undefined;
}

export type KubeState = ReturnType<typeof createKubeState>;

export interface KubeStateOptions {
  readonly now: () => Date;
  /** How many changes a watch can go back. */
  readonly historyLength?: number;
}

export function createKubeState(objects: readonly KubeObject[], { now, historyLength = 2_000 }: KubeStateOptions) {
  const stores = new Map<ResourceKind, Map<string, KubeObject>>();
  const listeners = new Set<(change: Change) => void>();
  let history: Change[] = [];
  let version = 1;
  let compactedTo = 0;

  const storeOf = (kind: ResourceKind): Map<string, KubeObject> => {
    const store = stores.get(kind) ?? new Map<string, KubeObject>();
    stores.set(kind, store);
    return store;
  };
  const record = (type: Change["type"], kind: ResourceKind, object: KubeObject): KubeObject => {
    version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const previous = storeOf(kind).get(keyOf(stamped.metadata));
    if (type === "DELETED") storeOf(kind).delete(keyOf(stamped.metadata));
    else storeOf(kind).set(keyOf(stamped.metadata), stamped);
    const change: Change = { version, type, kind, object: stamped, previous };
    history.push(change);
    if (history.length > historyLength)
      compactedTo = history.splice(0, history.length - historyLength).at(-1)?.version ?? 0;
    for (const listener of listeners) listener(change);
    return stamped;
  };

  const remembered = createListMemory();
  const state = {
    get version(): number {
      return version;
    },
    list: (kind: ResourceKind, namespace?: string): readonly KubeObject[] => sorted(storeOf(kind), namespace),
    /** What `list` gave when the cluster was at that version; throws 410 Gone when that is no longer known. */
    listAt(kind: ResourceKind, namespace: string | undefined, at: number): readonly KubeObject[] {
      // Throws when that version is forgotten, whatever is remembered below.
      const since = state.changesAfter(at);
      return remembered.find(kind, `${namespace ?? ""} ${at}`, () => {
        const store = new Map(storeOf(kind));
        for (const { kind: changed, object, previous } of since.toReversed()) {
          if (changed !== kind) continue;
          if (previous === undefined) store.delete(keyOf(object.metadata));
          else store.set(keyOf(object.metadata), previous);
        }
        return sorted(store, namespace);
      });
    },
    find: (kind: ResourceKind, namespace: string | undefined, name: string): KubeObject | undefined =>
      storeOf(kind).get(keyOf({ name, ...(namespace !== undefined && { namespace }) })),
    get(kind: ResourceKind, namespace: string | undefined, name: string): KubeObject {
      const object = state.find(kind, namespace, name);
      if (object === undefined) throw notFound(kind, name);
      return object;
    },
    create(kind: ResourceKind, object: KubeObject): KubeObject {
      const metadata = nameObject(kind, object.metadata);
      if (storeOf(kind).has(keyOf(metadata))) throw alreadyExists(kind, metadata.name);
      const generation = object.spec === undefined ? undefined : 1;
      const stamps = { uid: randomUUID(), creationTimestamp: timestamp(now()), generation };
      const stamped = { ...object, apiVersion: groupVersion(kind), kind: kind.kind };
      return record(
        "ADDED",
        kind,
        fillDefaults({ ...stamped, metadata: leaveOutEmpty({ ...metadata, ...stamps }) as unknown as Metadata }),
      );
    },
    /** Refuses an object that carries another resourceVersion than the present one. */
    replace(kind: ResourceKind, object: KubeObject): KubeObject {
      const { metadata } = object;
      const present = state.get(kind, metadata.namespace, metadata.name);
      const asked = metadata.resourceVersion;
      if (asked !== undefined && asked !== "" && asked !== present.metadata.resourceVersion)
        throw conflict(kind, metadata.name);
      const { uid, creationTimestamp, generation } = present.metadata;
      if (metadata.uid !== undefined && metadata.uid !== uid) throw conflict(kind, metadata.name);
      const filled = fillDefaults(object);
      const next = {
        ...filled,
        apiVersion: present.apiVersion,
        kind: present.kind,
        metadata: leaveOutEmpty({
          ...metadata,
          uid,
          creationTimestamp,
          generation: isDeepStrictEqual(present.spec, filled.spec) ? generation : (generation ?? 1) + 1,
          resourceVersion: present.metadata.resourceVersion,
        }) as unknown as Metadata,
      };
      return isDeepStrictEqual(next, present) ? present : record("MODIFIED", kind, next);
    },
    remove(kind: ResourceKind, namespace: string | undefined, name: string): KubeObject {
      return record("DELETED", kind, state.get(kind, namespace, name));
    },
    /** Changes after `after`, oldest first; throws 410 Gone when they are no longer all known. */
    changesAfter(after: number): readonly Change[] {
      if (after < compactedTo) throw gone();
      return history.filter((change) => change.version > after);
    },
    subscribe(listener: (change: Change) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Forgets the history, as etcd's compaction does. */
    compact(): void {
      compactedTo = version;
      history = [];
    },
    now,
  };
  const own = { name: "kubectl-client-side-apply", operation: "Update", time: timestamp(now()) } as const;
  for (const object of [...systemNamespaces(objects), ...objects])
    state.create(kindNamed(object.kind), recordUpdate(undefined, fillDefaults(object), own));
  return state;
}

/** What every cluster has from the beginning, as far as the scenario does not bring it. */
function systemNamespaces(objects: readonly KubeObject[]): readonly KubeObject[] {
  const given = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  return ["default", "kube-system"]
    .filter((name) => !given.includes(name))
    .map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
}

export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function keyOf({ namespace = "", name }: Metadata): string {
  return `${namespace}/${name}`;
}

function sorted(store: ReadonlyMap<string, KubeObject>, namespace: string | undefined): readonly KubeObject[] {
  const all = [...store].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object);
  return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values */
function nameObject(kind: ResourceKind, metadata: Metadata): Metadata {
  const placed = kind.namespaced ? { namespace: "default", ...metadata } : metadata;
  if (placed.name !== undefined && placed.name !== "") return placed;
  const { generateName } = metadata;
  if (generateName === undefined)
    throw invalid(kind, "", "metadata.name: Required value: name or generateName is required");
  return { ...placed, name: `${generateName}${randomUUID().slice(0, 5)}` };
}
