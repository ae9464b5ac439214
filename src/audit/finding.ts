// A finding: one judgement on one subject, with what mends it.
import type { Fix } from "../access/link.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";

/** Worst first. */
export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

export type FindingSubject =
  | { readonly kind: "workload"; readonly workload: WorkloadReference }
  | { readonly kind: "role"; readonly arn: string }
  | { readonly kind: "source"; readonly call: string };

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** How sure the evidence makes us; a low one is a question, not an accusation. */
  readonly confidence: "high" | "medium" | "low";
  readonly subject: FindingSubject;
  /** One line, without the subject: "the role does not exist". */
  readonly title: string;
  /** Why it is so, naming the evidence. */
  readonly detail: string;
  readonly fix: Fix;
}

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
