// Runs every rule over a snapshot: findings sorted worst first, and what could not be judged.
import type { ReadSource } from "../access/read-sources.ts";
import type { Snapshot, Unread } from "../access/snapshot.ts";
import { type Finding, printSubject, severities } from "./finding.ts";
import { judgeSnapshot } from "./judge-snapshot.ts";
import { type Judged, type Rule, toFinding } from "./rule.ts";
import { rules as allRules } from "./rules.ts";

export interface AuditReport {
  readonly findings: readonly Finding[];
  /** Never empty silently: what rests on these is neither a pass nor a finding. */
  readonly unknown: readonly UnknownJudgement[];
  readonly coverage: {
    readonly read: readonly ReadSource[];
    readonly refused: readonly Unread[];
    /** Lists that ended before their end. */
    readonly truncated: readonly Unread[];
  };
  readonly counts: {
    readonly workloads: number;
    readonly pods: number;
    readonly roles: number;
    readonly nodeRoles: number;
  };
}

export interface UnknownJudgement extends Unread {
  /** How many workloads cannot be judged because of it; 0 for a source as a whole. */
  readonly workloads: number;
}

export function runRules(
  snapshot: Snapshot,
  { rules = allRules, accounts }: { readonly rules?: readonly Rule[]; readonly accounts?: readonly string[] } = {},
): AuditReport {
  const judged = judgeSnapshot(snapshot, accounts);
  const findings = rules.flatMap((rule) => rule.find(judged).map((hit) => toFinding(rule, hit)));
  const { coverage, sources = [] } = snapshot;
  const unknown = [...coverage.map((unread) => ({ ...unread, workloads: 0 })), ...unjudged(judged)];
  return {
    findings: findings.toSorted(worstFirst),
    unknown,
    coverage: {
      read: sources,
      refused: unknown.filter(({ truncatedAfter }) => truncatedAfter === undefined),
      truncated: unknown.filter(({ truncatedAfter }) => truncatedAfter !== undefined),
    },
    counts: {
      workloads: snapshot.workloads.length,
      pods: snapshot.pods.length,
      roles: snapshot.roles.size,
      nodeRoles: snapshot.nodeRoles.length,
    },
  };
}

function worstFirst(one: Finding, other: Finding): number {
  return (
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    compare(printSubject(one.subject), printSubject(other.subject)) ||
    compare(one.rule, other.rule)
  );
}

/** A role that could not be read is told even where no workload's verdict rests on it: rules could not judge it either. */
function unjudged({ snapshot, workloads }: Judged): readonly UnknownJudgement[] {
  const byCall = new Map<string, UnknownJudgement>();
  for (const [subject, lookup] of snapshot.roles) {
    if (lookup.kind !== "unreadable") continue;
    const { kind: _, ...unread } = lookup;
    byCall.set(`${unread.call} ${subject}`, { ...unread, subject, workloads: 0 });
  }
  for (const { access } of workloads) {
    const verdict = access.obstacle?.verdict;
    if (verdict?.kind !== "unknown") continue;
    const { kind: _, ...unread } = verdict;
    const key = `${unread.call} ${unread.subject}`;
    byCall.set(key, { ...unread, workloads: (byCall.get(key)?.workloads ?? 0) + 1 });
  }
  return [...byCall.values()];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
