// The audit for programs: everything as it is, under a version that changes only when a member changes its meaning.
import { type Finding, findingVersion, printSubject } from "../audit/finding.ts";
import type { AuditView } from "./audit-view.ts";
import { jsonText } from "./json-text.ts";

/** The shape that `docs/audit-report.schema.json` publishes. */
export function auditDocument({ report, subject, time, version }: Omit<AuditView, "page" | "style">): object {
  const { findings, known, accepted, stale, gone, unknown, coverage, counts } = report;
  return {
    version: findingVersion,
    kind: "AuditReport",
    iamctl: version,
    time,
    audited: subject,
    findings: findings.map(named),
    known: known.map(named),
    accepted: accepted.map(({ finding, exception }) => ({ ...named(finding), exception })),
    staleExceptions: stale,
    gone,
    unknown,
    coverage,
    counts,
  };
}

export function findingsJson(view: AuditView): string {
  return `${jsonText(auditDocument(view))}\n`;
}

/** Subjects are for programs to take apart; their names are for people, and for exceptions. */
function named(finding: Finding): Finding & { readonly subjectName: string } {
  return { ...finding, subjectName: printSubject(finding.subject) };
}
