// Takes a document of a manifest apart into its objects: a List is as good as its items.

export interface ListedObject {
  readonly object: Readonly<Record<string, unknown>>;
  /** From the document's root; numbers count items of lists. */
  readonly path: readonly (string | number)[];
}

export function unwrapList(value: unknown, path: ListedObject["path"] = []): readonly ListedObject[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const object = value as ListedObject["object"];
  const { items } = object;
  if (!isList(object) || !Array.isArray(items)) return [{ object, path }];
  // In the API server's own lists (`kubectl get --raw`) the items do not say what they are.
  const { kind, apiVersion } = object;
  const shared = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
  return items.flatMap((item: unknown, index) =>
    unwrapList(isItem(item) ? { ...shared, ...item } : item, [...path, "items", index]),
  );
}

/** What kind of a list a document is of which the API server kept the rest back, and how long it is. */
export function cutList(value: unknown): { readonly kind: string; readonly length: number } | undefined {
  if (!isItem(value) || !isList(value)) return undefined;
  const { metadata, items, kind } = value;
  const more = isItem(metadata) ? metadata["continue"] : undefined;
  if (typeof more !== "string" || more === "") return undefined;
  return { kind: kind.slice(0, -"List".length) || "Object", length: Array.isArray(items) ? items.length : 0 };
}

function isList(object: ListedObject["object"]): object is ListedObject["object"] & { readonly kind: string } {
  const { kind } = object;
  return typeof kind === "string" && kind.endsWith("List");
}

function isItem(value: unknown): value is ListedObject["object"] {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
