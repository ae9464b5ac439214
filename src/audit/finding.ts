// A finding: one judgement on one subject, with the evidence and what mends it.

/** Worst first. */
export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** How sure the evidence makes us; a low one is a question, not an accusation. Surest first. */
export const confidences = ["high", "medium", "low"] as const;
export type Confidence = (typeof confidences)[number];

export interface FindingSubject {
  /** Kubernetes's own kind, or one of ours for what AWS holds and for the cluster as a whole. */
  readonly kind: string;
  /** Of objects that live in one. */
  readonly namespace?: string;
  /** A role's is its ARN. */
  readonly name: string;
  /** Where a manifest file says so; `line` counts from 1. */
  readonly place?: { readonly file: string; readonly line: number };
}

/** What mends a finding: a sentence, and the commands to paste where there are any. */
export interface Remedy {
  readonly text: string;
  readonly commands: readonly string[];
}

/** Reports, exceptions and baselines rest on this shape: `findingVersion` grows when a member changes its meaning. */
export interface Finding {
  /** The rule's id: `T02`. */
  readonly rule: string;
  /** The rule's name: `trust-partial-nodes`. */
  readonly name: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly subject: FindingSubject;
  /** One line, without the subject, the same for every finding of the rule. */
  readonly title: string;
  /** Why it is so here; no full stop at its end. */
  readonly message: string;
  /** What it rests on, one fact each: the statement, the annotation, the flag. */
  readonly evidence: readonly string[];
  readonly fix: Remedy;
  /** The same for the same fault tomorrow, whatever else was found: rule and subject, of which a rule tells once. */
  readonly fingerprint: string;
}

export const findingVersion = 2;

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** A kind that Kubernetes does not have. */
const iamRoleKind = "IamRole";

export function roleSubject(arn: string): FindingSubject {
  return { kind: iamRoleKind, name: arn };
}

/** `shop/deployment/api`, `node/ip-10-0-0-1`, or a role's ARN: how findings are listed, sorted and named in exceptions. */
export function printSubject({ kind, namespace, name }: FindingSubject): string {
  if (kind === iamRoleKind) return name;
  const own = `${kind.toLowerCase()}/${name}`;
  return namespace === undefined ? own : `${namespace}/${own}`;
}
