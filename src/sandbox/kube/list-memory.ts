// Remembers the last list of each kind: whoever reads a large one page by page asks for the same again and again.
import type { KubeObject } from "./kube-object.ts";
import type { ResourceKind } from "./resource-kinds.ts";

export interface ListMemory {
  /** `key`: whatever makes the list that it is, but for its kind. */
  find(kind: ResourceKind, key: string, make: () => readonly KubeObject[]): readonly KubeObject[];
}

export function createListMemory(): ListMemory {
  const last = new Map<ResourceKind, { readonly key: string; readonly list: readonly KubeObject[] }>();
  return {
    find(kind, key, make) {
      const known = last.get(kind);
      if (known?.key === key) return known.list;
      const list = make();
      last.set(kind, { key, list });
      return list;
    },
  };
}
