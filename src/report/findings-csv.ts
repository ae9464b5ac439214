// The audit as a table for spreadsheets, a row a finding.
import { stringify } from "csv-stringify/sync";
import { printSubject } from "../audit/finding.ts";
import type { AuditView } from "./audit-view.ts";
import { plain } from "./plain.ts";

/** https://www.rfc-editor.org/rfc/rfc4180, with names of columns. Nothing in a cell is taken for a formula. */
export function findingsCsv({ report }: AuditView): string {
  const rows = [
    ...report.findings.map((finding) => ({ finding, status: "new" })),
    ...report.known.map((finding) => ({ finding, status: "known" })),
    ...report.accepted.map(({ finding }) => ({ finding, status: "accepted" })),
  ].map(({ finding, status }) => [
    finding.severity,
    finding.confidence,
    finding.rule,
    finding.name,
    finding.subject.kind,
    printSubject(finding.subject),
    finding.title,
    finding.message,
    finding.fix.text,
    finding.fix.commands.join("\n"),
    status,
    finding.fingerprint,
  ]);
  const cells = rows.map((row) => row.map((cell) => cell.split("\n").map(plain).join("\n")));
  return stringify([columns, ...cells], { escape_formulas: true });
}

const columns = [
  "severity",
  "confidence",
  "rule",
  "name",
  "kind",
  "subject",
  "title",
  "message",
  "fix",
  "commands",
  "status",
  "fingerprint",
];
