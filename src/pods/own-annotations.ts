// Keeps the annotations that can concern roles and drops the rest, which can be large and is never needed.
import { annotationKeys } from "./annotations.ts";
import type { AnnotationKeys, Annotations } from "./annotations.ts";

const domain = annotationKeys.role.slice(0, annotationKeys.role.indexOf("/"));

/** Those under `keys`, and all of our domain, whatever their letter case and whatever stands around it: near misses. */
export function keepOwnAnnotations(
  annotations: Annotations | undefined,
  keys: AnnotationKeys = annotationKeys,
): Annotations {
  const own = new Set<string>(Object.values(keys));
  const kept = Object.entries(annotations ?? {}).filter(([key]) => own.has(key) || key.toLowerCase().includes(domain));
  return Object.fromEntries(kept);
}
