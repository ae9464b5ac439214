// The audit for programs: the findings as they are, under a version that changes only when a member changes its meaning.
import { type AuditReport, printSubject } from "../audit/run-rules.ts";
import { jsonText } from "./json-text.ts";

export function findingsJson({ findings, unknown, counts }: AuditReport): string {
  const document = {
    version: 1,
    kind: "AuditReport",
    findings: findings.map((finding) => ({ ...finding, subjectName: printSubject(finding.subject) })),
    unknown,
    counts,
  };
  return `${jsonText(document)}\n`;
}
