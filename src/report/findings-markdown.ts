// The audit as Markdown, made to be a comment on a pull request: a table, and what each finding asks for folded below.
import { markdownTable } from "markdown-table";
import { type Finding, printSubject, severities } from "../audit/finding.ts";
import type { Unread } from "../errors.ts";
import type { AuditView } from "./audit-view.ts";
import { coverageItems, coverageLine } from "./coverage-text.ts";
import { plain } from "./plain.ts";

/** Code hosts cut comments at some 65,000 characters. */
const mostFindings = 100;

export function findingsMarkdown({ report, subject }: AuditView): string {
  const { findings, unknown, known, accepted } = report;
  const shown = findings.slice(0, mostFindings);
  const rest = findings.length - shown.length;
  return `${[
    `### iamctl audit of ${text(subject)}: ${summary(findings)}`,
    ...(findings.length === 0 ? [] : [table(shown)]),
    ...(rest === 0 ? [] : [`and ${rest} more, less severe.`]),
    ...shown.map(details),
    ...(unknown.length === 0 ? [] : ["**Not read, so neither a pass nor a finding:**", list(unknown.map(unread))]),
    sources(report.coverage),
    ...(known.length === 0 ? [] : [`${known.length} known from the baseline.`]),
    ...(accepted.length === 0 ? [] : ["Accepted by exception:", list(accepted.map(exception))]),
  ].join("\n\n")}\n`;
}

function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return "no findings";
  return severities
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}`)
    .join(", ");
}

function table(findings: readonly Finding[]): string {
  return markdownTable([
    ["severity", "subject", "finding", "rule"],
    ...findings.map(({ severity, subject, title, rule }) => [severity, text(printSubject(subject)), text(title), rule]),
  ]);
}

function details({ rule, subject, message, fix }: Finding): string {
  return [
    `<details><summary>${rule} on ${text(printSubject(subject))}</summary>`,
    `${text(message)}. ${text(fix.text)}`,
    ...fix.commands.map(codeBlock),
    "</details>",
  ].join("\n\n");
}

/** A fence longer than any that stands inside: https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
function codeBlock(command: string): string {
  const longest = Math.max(2, ...[...command.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${command.split("\n").map(plain).join("\n")}\n${fence}`;
}

function unread({ call, subject, problem, remedy = "" }: Unread): string {
  return text(`${call} on ${subject}: ${problem} ${remedy.replace("\n", " ")}`.trimEnd());
}

function sources(coverage: AuditView["report"]["coverage"]): string {
  const items = coverageItems(coverage);
  const line = text(coverageLine(coverage));
  return items.length === 0
    ? line
    : [`<details><summary>${line}</summary>`, list(items.map(text)), "</details>"].join("\n\n");
}

function exception({ finding, exception: { reason, expires } }: AuditView["report"]["accepted"][number]): string {
  return text(`${finding.rule} on ${printSubject(finding.subject)} until ${expires}: ${reason}`);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Neither Markdown nor HTML, nor a mention or a link: what could be is written as a character reference. */
function text(value: string): string {
  return plain(value).replaceAll(/[\\`*_{}[\]<>()#+!|~&@$"']|(?<=^|\s)[-=]|\.(?=\w)|:(?=\/\/)/gu, (character) => {
    return `&#${character.codePointAt(0) ?? 0};`;
  });
}
