// The audit as a person reads it in a terminal: rule by rule, worst first, then what could not be judged and what is settled.
import { type Finding, printSubject, severities, type Severity } from "../audit/finding.ts";
import type { HouseReport } from "../audit/house-policy.ts";
import { coverageItems, coverageLine } from "./coverage-text.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { unreadText } from "./unread-text.ts";
import { indentText } from "./wrap-text.ts";
import { agreeing, counted } from "../print-many.ts";

export interface TableView {
  readonly report: HouseReport;
  readonly style: Style;
  /** Columns. */
  readonly width: number;
}

export function findingsTable(view: TableView): string {
  return table(view, []);
}

/** The same, with what each finding rests on. */
export function findingsWide(view: TableView): string {
  return table(view, ["evidence", "fingerprint"]);
}

type Extra = "evidence" | "fingerprint";

function table({ report, style, width }: TableView, extras: readonly Extra[]): string {
  const groups = groupByRule(report.findings).map((group) => printGroup(group, { style, width }, extras));
  return [
    ...groups,
    ...unknownBlock(report, style, width),
    ...settledBlock(report, style, width),
    indentText(summary(report, style), "", width),
    ...coverageBlock(report, { style, width }, extras),
    "",
  ].join("\n");
}

/** Findings come worst first, so the groups do, too. */
function groupByRule(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return rules.map((rule) => findings.filter((finding) => finding.rule === rule));
}

function printGroup(
  group: readonly Finding[],
  { style, width }: Pick<TableView, "style" | "width">,
  extras: readonly Extra[],
): string {
  const [first] = group;
  if (first === undefined) return "";
  const shared = new Set(group.map(({ fix }) => fix.text)).size === 1;
  const lines = group.flatMap((finding) => [
    `${marks[finding.severity](style)(finding.severity.toUpperCase().padEnd(8))} ${style.bold(clipped(printSubject(finding.subject)))}`,
    indented(`${finding.message}.`, width),
    ...(extras.includes("evidence") ? finding.evidence.map((fact) => indented(`- ${fact}`, width)) : []),
    ...(extras.includes("fingerprint")
      ? [`${indent}${style.dim(plain(`confidence ${finding.confidence}, fingerprint ${finding.fingerprint}`))}`]
      : []),
    ...(shared ? [] : [indented(finding.fix.text, width)]),
    ...finding.fix.commands.map((command) => `${indent}${style.cyan(`$ ${plain(command)}`)}`),
  ]);
  const title = indentText(plain(`${first.rule} ${first.name}: ${first.title}`), "", width);
  return `${[style.bold(title), ...lines, ...(shared ? [indented(first.fix.text, width)] : [])].join("\n")}\n`;
}

const indent = "         ";

function indented(text: string, width: number): string {
  return indentText(clipped(text), indent, width);
}

/** Somebody may have written ten thousand characters into an annotation. The JSON has all of them. */
function clipped(text: string): string {
  return plain(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

const longest = 600;

const marks: Record<Severity, (style: Style) => (text: string) => string> = {
  critical: (style) => (text) => style.bold(style.red(text)),
  high: ({ red }) => red,
  medium: ({ yellow }) => yellow,
  low: ({ dim }) => dim,
  info: ({ dim }) => dim,
};

function unknownBlock({ unknown }: HouseReport, style: Style, width: number): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map((unread) => {
    const { workloads, problem } = unread;
    const note = workloads === 0 ? "" : ` (${counted(workloads, "workload")} not judged)`;
    return unreadText({ ...unread, problem: clipped(problem) }, { indent, width, note });
  });
  return [
    `${style.yellow("UNKNOWN ")} ${style.bold("what could not be read is neither a pass nor a finding")}`,
    ...lines,
    "",
  ];
}

function settledBlock({ accepted, stale, gone }: HouseReport, style: Style, width: number): readonly string[] {
  const lines = [
    ...accepted.map(({ finding, exception }) => {
      const { rule, subject } = finding;
      return `accepted until ${exception.expires}: ${rule} on ${printSubject(subject)}: ${exception.reason}`;
    }),
    ...stale.map(({ exception: { rule, subject }, why }) => `exception for ${rule} on ${subject}: ${why}; take it out`),
    ...(gone.length === 0
      ? []
      : [
          `${counted(gone.length, "finding")} of the baseline ${agreeing(gone.length, "is", "are")} gone; write it anew`,
        ]),
  ];
  if (lines.length === 0) return [];
  return [style.dim("POLICY OF THE HOUSE"), ...lines.map((line) => indented(line, width)), ""];
}

function summary({ findings, unknown, known, accepted, counts }: HouseReport, style: Style): string {
  const bySeverity = severities
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}`)
    .join(", ");
  const found =
    findings.length === 0 ? style.green("no findings") : `${counted(findings.length, "finding")} (${bySeverity})`;
  const settled = [
    ...(known.length === 0 ? [] : [`${known.length} known before`]),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    unknown.length === 0 ? "everything was read" : `${unknown.length} unknown`,
  ].join("; ");
  const seen = `${counted(counts.workloads, "workload")}, ${counted(counts.pods, "pod")}, ${counted(counts.nodeRoles, "node role")}`;
  return `${found}; ${settled}. Looked at ${seen}.`;
}

/** The wide form names the calls. */
function coverageBlock(
  { coverage }: HouseReport,
  { style, width }: Pick<TableView, "style" | "width">,
  extras: readonly Extra[],
): readonly string[] {
  const line = style.dim(indentText(coverageLine(coverage), "", width));
  if (extras.length === 0 || coverage.read.length === 0) return [line];
  return [line, style.dim(indentText(coverageItems(coverage).join(", "), indent, width))];
}
