// The audit's rules as a list, one of them explained, and the page of documentation, all from the same data.
import type { Rule } from "../audit/rule.ts";
import { jsonText } from "./json-text.ts";
import type { Style } from "./style.ts";
import { indentText, wrapText } from "./wrap-text.ts";

interface Look {
  readonly style: Style;
  readonly width: number;
}

/** The last column goes on below itself where the terminal is narrow. */
export function rulesTable(rules: readonly Rule[], { style, width }: Look): string {
  const widest = Math.max(...rules.map(({ name }) => name.length));
  const margin = " ".repeat(widest + 17);
  const lines = rules.map(({ id, name, severity, title }) => {
    const words = indentText(title, margin, width).trimStart().split("\n").map(style.dim).join("\n");
    return `${style.bold(id)}  ${severity.padEnd(8)}  ${name.padEnd(widest)}  ${words}`;
  });
  return [...lines, "", "Explain one: iamctl rules explain ID", ""].join("\n");
}

export function ruleText(rule: Rule, { style, width }: Look): string {
  const { id, name, severity, confidence, reads, title, explanation, remedy, references } = rule;
  return [
    `${style.bold(`${id} ${name}`)}  ${severity}, confidence ${confidence}`,
    ...wrapText(title, Math.min(width, 100)),
    "",
    ...wrapText(explanation, Math.min(width, 100)),
    "",
    "What to do",
    indentText(remedy, "  ", Math.min(width, 100)),
    "",
    `Reads  ${reads.join(", ")}`,
    "See",
    ...references.map((reference) => `  ${reference}`),
    "",
  ].join("\n");
}

export function rulesJson(rules: readonly Rule[]): string {
  // What a rule finds is a function, which JSON leaves out.
  return `${jsonText({ version: 1, kind: "Rules", rules })}\n`;
}

export function rulesMarkdown(rules: readonly Rule[]): string {
  const sections = families.flatMap(([letter, heading]) => {
    const own = rules.filter(({ id }) => id.startsWith(letter));
    return own.length === 0 ? [] : [`## ${heading}`, ...own.map(section)];
  });
  return `${[
    "# Audit rules",
    `Written by \`iamctl rules -o markdown\`: ${rules.length} rules. A finding names its rule by id; exceptions may name it by id or name.`,
    ...sections,
  ].join("\n\n")}\n`;
}

function section({ id, name, severity, confidence, reads, title, explanation, remedy, references }: Rule): string {
  return [
    `### ${id} ${name}`,
    `${severity}, confidence ${confidence}; reads ${reads.join(", ")}`,
    `**${title[0]?.toUpperCase() ?? ""}${title.slice(1)}.** ${explanation}`,
    remedy,
    references.map((reference) => `- <${reference}>`).join("\n"),
  ].join("\n\n");
}

const families: readonly (readonly [letter: string, heading: string])[] = [
  ["W", "Workloads and annotations"],
  ["T", "Trust policies"],
  ["N", "Node roles"],
  ["P", "Permissions of pod roles"],
  ["M", "Metadata service and proxy"],
  ["S", "Service accounts"],
  ["R", "Rights in the cluster"],
  ["C", "Mappings of AWS roles into the cluster"],
  ["K", "Access keys"],
];
