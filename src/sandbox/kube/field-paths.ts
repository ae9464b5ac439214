// The fields of an object as paths in the notation of managedFields: `f:spec`, `k:{"name":"app"}`, `f:image`.
import { isMap, type Json } from "./kube-object.ts";
import { mergeKeyOf } from "./merge-keys.ts";

/** Value by path; a path's steps are joined by line ends, which no step holds. */
export type Fields = ReadonlyMap<string, unknown>;

const notOwned = new Set([
  ...["f:apiVersion", "f:kind", "f:status"],
  ...[
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "generateName",
  ].map((member) => `f:metadata\nf:${member}`),
]);

export function fieldsOf(object: Json): Fields {
  const fields = new Map<string, unknown>();
  collect(object, []);
  return fields;

  function collect(value: unknown, path: readonly string[]): void {
    const place = path.join("\n");
    if (value === undefined || notOwned.has(place)) return;
    if (isMap(value) && Object.keys(value).length > 0) {
      for (const [member, child] of Object.entries(value)) collect(child, [...path, `f:${member}`]);
      return;
    }
    const key = Array.isArray(value) ? mergeKeyOf(path.at(-1)?.slice(2) ?? "", value) : undefined;
    if (key === undefined) return void fields.set(place, value);
    for (const item of value as readonly Json[]) collect(item, [...path, `k:${JSON.stringify({ [key]: item[key] })}`]);
  }
}

/** As `fieldsV1` holds them. */
export function printFields(paths: Iterable<string>): Json {
  const root: Json = {};
  for (const path of paths) {
    let place = root;
    for (const step of path.split("\n")) place = (place[step] ??= {}) as Json;
  }
  return root;
}

export function readFields(fields: Json, path: readonly string[] = []): readonly string[] {
  const steps = Object.entries(fields);
  if (steps.length === 0) return path.length === 0 ? [] : [path.join("\n")];
  return steps.flatMap(([step, below]) => readFields(below as Json, [...path, step]));
}

/** The object without that field, and without the maps and items that are empty without it. */
export function removeField(value: unknown, [step = "", ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const key = JSON.parse(step.slice(2)) as Json;
    const isMeant = (item: unknown): boolean =>
      isMap(item) && Object.entries(key).every(([name, text]) => item[name] === text);
    // An item without its key is no item.
    const isWhole = rest.length === 0 || (rest.length === 1 && key[rest[0]?.slice(2) ?? ""] !== undefined);
    const items = value.flatMap((item: unknown) =>
      !isMeant(item) ? [item] : isWhole ? [] : [removeField(item, rest)],
    );
    return items.length === 0 ? undefined : items;
  }
  if (!isMap(value)) return value;
  const { [step.slice(2)]: child, ...others } = value;
  const kept = rest.length === 0 ? undefined : removeField(child, rest);
  if (kept !== undefined) return { ...value, [step.slice(2)]: kept };
  return Object.keys(others).length === 0 ? undefined : others;
}
