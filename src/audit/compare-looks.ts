// Tells two looks of a watch apart: what appeared, what is gone, and what is only out of sight.
import type { Finding } from "./finding.ts";
import type { AuditReport, UnknownJudgement } from "./run-rules.ts";

export interface Look {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly unknown: ReadonlyMap<string, UnknownJudgement>;
  /** What was not read when each of the findings was last seen for itself. */
  readonly unseen: ReadonlySet<string>;
}

export interface LookChanges {
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly unread: readonly UnknownJudgement[];
  readonly readAgain: readonly UnknownJudgement[];
  readonly next: Look;
}

export function toLook({ findings, unknown }: Pick<AuditReport, "findings" | "unknown">): Look {
  const byCall = new Map(unknown.map((one) => [`${one.call} ${one.subject}`, one]));
  return {
    findings: new Map(findings.map((finding) => [finding.fingerprint, finding])),
    unknown: byCall,
    unseen: new Set(byCall.keys()),
  };
}

/** While something more than before cannot be read, no finding counts as gone: it may rest on that. */
export function compareLooks(before: Look, now: Look): LookChanges {
  const missing = [...before.findings].filter(([key]) => !now.findings.has(key));
  const blinded = [...now.unknown.keys()].some((key) => !before.unseen.has(key));
  return {
    appeared: [...now.findings].flatMap(([key, finding]) => (before.findings.has(key) ? [] : [finding])),
    gone: blinded ? [] : missing.map(([, finding]) => finding),
    unread: [...now.unknown].flatMap(([key, one]) => (before.unknown.has(key) ? [] : [one])),
    readAgain: [...before.unknown].flatMap(([key, one]) => (now.unknown.has(key) ? [] : [one])),
    next: blinded
      ? { ...now, findings: new Map([...missing, ...now.findings]), unseen: before.unseen }
      : { ...now, unseen: new Set(now.unknown.keys()) },
  };
}
