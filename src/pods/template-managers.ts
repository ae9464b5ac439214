// Reads from an object's managed fields who holds each annotation of its pod template.
import type { WorkloadKind } from "./workload-record.ts";

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly fieldsV1?: unknown;
}

/** Each once, in the order the API server lists them. */
export function managersOf(kind: WorkloadKind, key: string, entries: readonly ManagedFieldsEntry[]): readonly string[] {
  const path = [...(templatePath[kind] ?? inTemplate), "f:metadata", "f:annotations", `f:${key}`];
  const holders = entries.filter(({ fieldsV1 }) => holds(fieldsV1, path)).map(({ manager = "" }) => manager);
  return [...new Set(holders)];
}

const inTemplate: readonly string[] = ["f:spec", "f:template"];
const templatePath: Partial<Readonly<Record<WorkloadKind, readonly string[]>>> = {
  CronJob: ["f:spec", "f:jobTemplate", "f:spec", "f:template"],
  Pod: [],
};

function holds(fields: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof fields !== "object" || fields === null || !Object.hasOwn(fields, first)) return false;
  return holds((fields as Readonly<Record<string, unknown>>)[first], rest);
}
