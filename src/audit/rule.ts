// What an audit rule is: data that explains it, and a pure function over what was judged.
import type { Access } from "../access/judge-access.ts";
import type { BrokenReason, Fix, LinkVerdict } from "../access/link.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Fact, Snapshot } from "../access/snapshot.ts";
import type { PolicyDocument } from "../iam/policy-document.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { Confidence, Finding, FindingSubject, Severity } from "./finding.ts";

/** The snapshot with every workload's chain already judged, so that no rule judges it again. */
export interface Judged {
  readonly snapshot: Snapshot;
  readonly workloads: readonly JudgedWorkload[];
  readonly podRoles: readonly PodRole[];
  /** The nodes' own roles, as far as they could be read: whoever gets one gets what all pods there may. */
  readonly rolesOfNodes: readonly TrustingRole[];
  /** Other accounts of this house, as its policy names them: not foreign. */
  readonly knownAccounts: ReadonlySet<string>;
}

export interface TrustingRole {
  readonly facts: RoleFacts;
  /** Absent where it cannot be read. */
  readonly trust: PolicyDocument | undefined;
}

/** A role that is there for pods. */
export interface PodRole extends TrustingRole {
  /** Workloads whose annotation means it. */
  readonly users: readonly WorkloadRecord[];
  /** A service account's annotation, a Pod Identity association or the proxy's default names it. */
  readonly served: boolean;
}

export interface JudgedWorkload {
  readonly workload: WorkloadRecord;
  readonly access: Access;
}

export interface Rule {
  /** A letter for its family and a number: `T02`. Never given to another rule. */
  readonly id: string;
  /** Kebab case, stable: exceptions and reports may name it instead of the id. */
  readonly name: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The facts it rests on: where one could not be read, what the rule says is not all there is. */
  readonly reads: readonly Fact[];
  /** One line, the same for every finding of the rule. */
  readonly title: string;
  /** Why it matters, for `iamctl rules explain`. */
  readonly explanation: string;
  /** What to do about it in general. */
  readonly remedy: string;
  /** Pages where the facts behind it are documented. */
  readonly references: readonly string[];
  readonly find: (judged: Judged) => readonly RuleHit[];
}

/** A finding as far as it differs from hit to hit. */
export interface RuleHit {
  readonly subject: FindingSubject;
  readonly message: string;
  /** The rule's remedy when absent. */
  readonly fix?: Fix;
  readonly evidence?: readonly string[];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
}

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
    return [{ subject: subjectOf(entry.workload), message: verdict.explanation, fix: verdict.fix, ...adjusted }];
  });
}

export function subjectOf({ kind, namespace, name, place }: WorkloadRecord): FindingSubject {
  return { kind, namespace, name, ...(place !== undefined && { place }) };
}

export function toFinding(rule: Rule, hit: RuleHit): Finding {
  const { fix } = hit;
  const { kind, namespace = "", name } = hit.subject;
  return {
    rule: rule.id,
    name: rule.name,
    severity: hit.severity ?? rule.severity,
    confidence: hit.confidence ?? rule.confidence,
    subject: hit.subject,
    title: rule.title,
    message: hit.message,
    evidence: hit.evidence ?? [],
    fix:
      fix === undefined
        ? { text: rule.remedy, commands: [] }
        : { text: fix.text, commands: fix.command === undefined ? [] : [fix.command] },
    fingerprint: [rule.id, kind, namespace, name].join("|"),
  };
}
