// One change of a pod template's annotation, with who held what was there.
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { AnnotationChange } from "./step.ts";

export function annotationChange(
  { templateAnnotations, templateHolders = {} }: Pick<WorkloadRecord, "templateAnnotations" | "templateHolders">,
  key: string,
  after: string | undefined,
): AnnotationChange {
  const beforeBy = templateHolders[key];
  return { key, before: templateAnnotations[key], after, ...(beforeBy !== undefined && { beforeBy }) };
}
