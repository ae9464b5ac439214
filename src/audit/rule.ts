// What an audit rule is: a name, a weight and a pure function over what was judged.
import type { Access } from "../access/judge-access.ts";
import type { BrokenReason, LinkVerdict } from "../access/link.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { Finding, Severity } from "./finding.ts";

/** The snapshot with every workload's chain already judged, so that no rule judges it again. */
export interface Judged {
  readonly snapshot: Snapshot;
  readonly workloads: readonly JudgedWorkload[];
}

export interface JudgedWorkload {
  readonly workload: WorkloadRecord;
  readonly access: Access;
}

export interface Rule {
  /** Kebab case, stable: exceptions and reports name it. */
  readonly id: string;
  readonly severity: Severity;
  readonly confidence: Finding["confidence"];
  /** One line, the same for every finding of the rule. */
  readonly title: string;
  /** Why it matters, for `iamctl rules explain`. */
  readonly explanation: string;
  readonly find: (judged: Judged) => readonly RuleHit[];
}

/** A finding as far as it differs from hit to hit. */
export type RuleHit = Pick<Finding, "subject" | "detail" | "fix"> & Partial<Pick<Finding, "severity" | "confidence">>;

type Broken = Extract<LinkVerdict, { kind: "broken" }>;

/** The common shape of a rule: one hit for every workload whose chain breaks for one of `reasons`. */
export function hitsWhereBroken(
  judged: Judged,
  reasons: readonly BrokenReason[],
  adjust: (judged: JudgedWorkload, verdict: Broken) => Partial<RuleHit> | undefined = () => ({}),
): readonly RuleHit[] {
  return judged.workloads.flatMap((entry) => {
    const verdict = entry.access.obstacle?.verdict;
    if (verdict?.kind !== "broken" || !reasons.includes(verdict.reason)) return [];
    const adjusted = adjust(entry, verdict);
    if (adjusted === undefined) return [];
    return [{ subject: subjectOf(entry.workload), detail: verdict.explanation, fix: verdict.fix, ...adjusted }];
  });
}

export function subjectOf({ kind, namespace, name }: WorkloadRecord): Finding["subject"] {
  return { kind: "workload", workload: { kind, namespace, name } };
}
