// What a house has decided about its findings, and a report as that makes it: accepted, weighed anew, known before.
import { matchesWildcard } from "../iam/match-wildcard.ts";
import { type Finding, printSubject, severities, type Severity } from "./finding.ts";
import type { AuditReport } from "./run-rules.ts";

/** The shape of `.iamctl.yaml`, as `templates/schemas/house-policy.json` says. */
export interface HousePolicy {
  readonly prefix?: string;
  readonly accounts?: readonly string[];
  readonly failOn?: Severity | "never";
  /** By a rule's id or name. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
  readonly exceptions?: readonly Exception[];
}

export interface Exception {
  /** A rule's id or name. */
  readonly rule: string;
  /** The subject as reports print it; `*` and `?` stand for any text. */
  readonly subject: string;
  readonly reason: string;
  /** The last day on which it counts: `2027-01-31`. */
  readonly expires: string;
  readonly owner?: string;
}

export interface HouseReport extends AuditReport {
  /** What an exception accepts: told, never counted. */
  readonly accepted: readonly { readonly finding: Finding; readonly exception: Exception }[];
  /** What the baseline has already: told, and never a reason to fail. */
  readonly known: readonly Finding[];
  /** Exceptions that no longer do anything, and why. */
  readonly stale: readonly { readonly exception: Exception; readonly why: StaleReason }[];
  /** Fingerprints of the baseline that were not found any more. */
  readonly gone: readonly string[];
}

export type StaleReason = "expired" | "unused" | "no such rule";

export interface HouseSettings {
  readonly policy: HousePolicy;
  /** Fingerprints that were found before. */
  readonly baseline: ReadonlySet<string> | undefined;
  /** `2026-11-25`: an exception counts through its last day. */
  readonly today: string;
  readonly rules: readonly RuleName[];
}

export interface RuleName {
  readonly id: string;
  readonly name: string;
}

export function applyHousePolicy(report: AuditReport, settings: HouseSettings): HouseReport {
  const { policy, baseline = new Set(), today, rules } = settings;
  const weighed = report.findings.flatMap((finding) => weigh(finding, policy)).toSorted(worstFirst);
  const exceptions = policy.exceptions ?? [];
  const used = new Set<Exception>();
  const accepted: { finding: Finding; exception: Exception }[] = [];
  const open = weighed.filter((finding) => {
    const matching = exceptions.filter((exception) => covers(exception, finding));
    for (const exception of matching) used.add(exception);
    const exception = matching.find(({ expires }) => expires >= today);
    if (exception !== undefined) accepted.push({ finding, exception });
    return exception === undefined;
  });
  const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  return {
    ...report,
    findings: open.filter(({ fingerprint }) => !baseline.has(fingerprint)),
    known: open.filter(({ fingerprint }) => baseline.has(fingerprint)),
    accepted,
    stale: exceptions.flatMap((exception) => {
      const why = staleReason(exception, used, today, rules);
      return why === undefined ? [] : [{ exception, why }];
    }),
    gone: [...baseline].filter((fingerprint) => !found.has(fingerprint)),
  };
}

function weigh(finding: Finding, { severities: chosen = {} }: HousePolicy): readonly Finding[] {
  const severity = chosen[finding.rule] ?? chosen[finding.name] ?? finding.severity;
  return severity === "off" ? [] : [{ ...finding, severity }];
}

function worstFirst(one: Finding, other: Finding): number {
  return severities.indexOf(one.severity) - severities.indexOf(other.severity);
}

function covers({ rule, subject }: Exception, finding: Finding): boolean {
  return (
    namesRule(rule, { id: finding.rule, name: finding.name }) && matchesWildcard(subject, printSubject(finding.subject))
  );
}

function namesRule(text: string, { id, name }: RuleName): boolean {
  return text === id || text === name;
}

/** An exception that has expired is told even where it covers nothing: somebody should take it out. */
function staleReason(
  exception: Exception,
  used: ReadonlySet<Exception>,
  today: string,
  rules: readonly RuleName[],
): StaleReason | undefined {
  if (!rules.some((rule) => namesRule(exception.rule, rule))) return "no such rule";
  if (exception.expires < today) return "expired";
  return used.has(exception) ? undefined : "unused";
}
