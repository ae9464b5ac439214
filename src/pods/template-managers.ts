// Reads from an object's managed fields who holds each annotation of its pod template.
import { annotationsPath, valueAt } from "./template-path.ts";
import type { WorkloadKind } from "./workload-record.ts";

/** The field manager of everything that iamctl writes into the cluster. */
export const ownManager = "iamctl";

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly fieldsV1?: unknown;
}

/** Each once, in the order the API server lists them. */
export function managersOf(kind: WorkloadKind, key: string, entries: readonly ManagedFieldsEntry[]): readonly string[] {
  const holders = entries.filter((entry) => heldKeys(kind, entry).includes(key)).map(({ manager = "" }) => manager);
  return [...new Set(holders)];
}

/** The annotations of the pod template that an entry holds. */
export function heldKeys(kind: WorkloadKind, { fieldsV1 }: ManagedFieldsEntry): readonly string[] {
  const fields = valueAt(
    fieldsV1,
    annotationsPath(kind).map((step) => `f:${step}`),
  );
  return Object.keys(fields ?? {}).flatMap((field) => (field.startsWith("f:") ? [field.slice(2)] : []));
}
