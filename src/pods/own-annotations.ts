// Keeps the annotations that can concern roles and drops the rest, which can be large and is never needed.
import { annotationKeys } from "./annotations.ts";
import type { Annotations } from "./annotations.ts";

const domain = annotationKeys.role.slice(0, annotationKeys.role.indexOf("/"));

/** Whatever their letter case and whatever stands around the domain, so that the audit sees near misses. */
export function keepOwnAnnotations(annotations: Annotations | undefined): Annotations {
  const kept = Object.entries(annotations ?? {}).filter(([key]) => key.toLowerCase().includes(domain));
  return Object.fromEntries(kept);
}
