// Keeps in managedFields which client set which field, through every way of changing an object.
import { fieldsOf, printFields, readFields } from "./field-paths.ts";
import { isMap, type Json, type KubeObject, type ManagedFields } from "./kube-object.ts";
import { isDeepStrictEqual } from "node:util";

export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  /** When, as Kubernetes prints it. */
  readonly time: string;
}

/** Fields owned by each manager but this one. */
export function ownersOf(object: KubeObject | undefined, but: Manager): ReadonlyMap<string, ManagedFields> {
  const others = (object?.metadata.managedFields ?? []).filter((entry) => !isEntryOf(entry, but));
  return new Map(others.flatMap((entry) => readFields(entry.fieldsV1).map((path) => [path, entry] as const)));
}

export function ownFieldsOf(object: KubeObject | undefined, manager: Manager): readonly string[] {
  const own = object?.metadata.managedFields?.find((entry) => isEntryOf(entry, manager));
  return own === undefined ? [] : readFields(own.fieldsV1);
}

/** The changed object with what changed owned by its updater, and by nobody else any more. */
export function recordUpdate(before: KubeObject | undefined, after: KubeObject, manager: Manager): KubeObject {
  const [old, current] = [before === undefined ? new Map<string, unknown>() : fieldsOf(before), fieldsOf(after)];
  const changed = [...current.keys()].filter(
    (path) => !old.has(path) || !isDeepStrictEqual(old.get(path), current.get(path)),
  );
  const own = ownFieldsOf(before, manager).filter((path) => current.has(path));
  return recordFields(before, after, manager, new Set([...own, ...changed]), (path) => changed.includes(path));
}

/** Sets what the manager owns; the others lose what `lost` says, and what is no longer there. */
export function recordFields(
  before: KubeObject | undefined,
  after: KubeObject,
  manager: Manager,
  own: ReadonlySet<string>,
  lost: (path: string) => boolean,
): KubeObject {
  const current = fieldsOf(after);
  const entries = (before?.metadata.managedFields ?? []).flatMap((entry) => {
    if (isEntryOf(entry, manager)) return [];
    const kept = readFields(entry.fieldsV1).filter((path) => current.has(path) && !lost(path));
    return kept.length === 0 ? [] : [{ ...entry, fieldsV1: printFields(kept) }];
  });
  const fieldsV1 = printFields([...own].toSorted());
  const previous = before?.metadata.managedFields?.find((entry) => isEntryOf(entry, manager));
  const isSame = previous !== undefined && isDeepStrictEqual(previous.fieldsV1, fieldsV1);
  const { name, operation, time } = manager;
  const entry: ManagedFields = isSame
    ? previous
    : { manager: name, operation, apiVersion: after.apiVersion, time, fieldsType: "FieldsV1", fieldsV1 };
  const managedFields = own.size === 0 ? entries : [...entries, entry];
  return { ...after, metadata: { ...after.metadata, managedFields } };
}

function isEntryOf(entry: ManagedFields, { name, operation }: Manager): boolean {
  return entry.manager === name && entry.operation === operation;
}

/** A client that sends managedFields has them from here: what it sends is not believed. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const metadata: Json = isMap(object.metadata) ? { ...object.metadata } : {};
  delete metadata["managedFields"];
  return { ...object, metadata: metadata as unknown as KubeObject["metadata"] };
}
