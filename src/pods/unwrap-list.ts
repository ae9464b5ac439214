// Takes a document of a manifest apart into its objects: a List is as good as its items.

export interface ListedObject {
  readonly object: Readonly<Record<string, unknown>>;
  /** From the document's root; numbers count items of lists. */
  readonly path: readonly (string | number)[];
}

export function unwrapList(value: unknown, path: ListedObject["path"] = []): readonly ListedObject[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const object = value as ListedObject["object"];
  const { kind, items } = object;
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return [{ object, path }];
  return items.flatMap((item, index) => unwrapList(item, [...path, "items", index]));
}
