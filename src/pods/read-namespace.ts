// Converts what the API server says of a namespace into the record that limits its pods' roles.
import type { Annotations } from "./annotations.ts";
import type { NamespaceRecord } from "./namespace-record.ts";
import { keepOwnAnnotations } from "./own-annotations.ts";

/** The fields of a Kubernetes Namespace that are read, as they arrive on the wire. */
export interface ApiNamespace {
  readonly metadata?: { readonly name?: string; readonly annotations?: Annotations };
}

export function toNamespaceRecord({ metadata = {} }: ApiNamespace): NamespaceRecord {
  return { name: metadata.name ?? "", annotations: keepOwnAnnotations(metadata.annotations) };
}
