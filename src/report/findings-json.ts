// The audit for programs: the findings as they are, under a version that changes only when a member changes its meaning.
import { findingVersion, printSubject } from "../audit/finding.ts";
import type { AuditReport } from "../audit/run-rules.ts";
import { jsonText } from "./json-text.ts";

export function findingsJson({ findings, unknown, counts }: AuditReport): string {
  const document = {
    version: findingVersion,
    kind: "AuditReport",
    findings: findings.map((finding) => ({ ...finding, subjectName: printSubject(finding.subject) })),
    unknown,
    counts,
  };
  return `${jsonText(document)}\n`;
}
