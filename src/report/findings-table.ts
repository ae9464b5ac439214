// The audit as a person reads it in a terminal: worst first, one block a finding, then what could not be judged.
import { type Finding, printSubject, severities, type Severity } from "../audit/finding.ts";
import type { AuditReport } from "../audit/run-rules.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";

export function findingsTable(report: AuditReport, { style, width }: { style: Style; width: number }): string {
  const blocks = report.findings.map((finding) => block(finding, style, width));
  return [...blocks, ...unknownBlock(report, style, width), summary(report, style), ""].join("\n");
}

function block({ severity, subject, rule, name, title, message, fix }: Finding, style: Style, width: number): string {
  const lines = [
    `${marks[severity](style)(severity.toUpperCase().padEnd(8))} ${style.bold(plain(printSubject(subject)))}  ${style.dim(`${rule} ${name}`)}`,
    indentText(plain(`${title}: ${message}.`), "         ", width),
    indentText(plain(fix.text), "         ", width),
  ];
  for (const command of fix.commands) lines.push(`         ${style.cyan(`$ ${plain(command)}`)}`);
  return `${lines.join("\n")}\n`;
}

const marks: Record<Severity, (style: Style) => (text: string) => string> = {
  critical: (style) => (text) => style.bold(style.red(text)),
  high: ({ red }) => red,
  medium: ({ yellow }) => yellow,
  low: ({ dim }) => dim,
  info: ({ dim }) => dim,
};

function unknownBlock({ unknown }: AuditReport, style: Style, width: number): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map(({ call, subject, problem, workloads }) => {
    const reach = workloads === 0 ? "" : ` (${count(workloads, "workload")} not judged)`;
    return indentText(plain(`${call} on ${subject}: ${problem}${reach}`), "         ", width);
  });
  return [
    `${style.yellow("UNKNOWN ")} ${style.bold("what could not be read is neither a pass nor a finding")}`,
    ...lines,
    "",
  ];
}

function summary({ findings, unknown, counts }: AuditReport, style: Style): string {
  const bySeverity = severities
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}`)
    .join(", ");
  const found =
    findings.length === 0 ? style.green("no findings") : `${count(findings.length, "finding")} (${bySeverity})`;
  const seen = `${count(counts.workloads, "workload")}, ${count(counts.pods, "pod")}, ${count(counts.nodeRoles, "node role")}`;
  return `${found}; ${unknown.length === 0 ? "everything was read" : `${unknown.length} unknown`}. Looked at ${seen}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
