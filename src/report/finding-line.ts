// One finding as one line: what a watch tells of it.
import { type Finding, printSubject } from "../audit/finding.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

export type Change = "there" | "new" | "gone";

export function changeLine(change: Change, { severity, rule, subject, title }: Finding, style: Style): string {
  const line = plain(`${signs[change]} ${severity.toUpperCase().padEnd(8)} ${printSubject(subject)}  ${rule} ${title}`);
  return colours[change](style)(line);
}

const signs: Record<Change, string> = { there: " ", new: "+", gone: "-" };

const colours: Record<Change, (style: Style) => (text: string) => string> = {
  there: () => (text) => text,
  new: ({ red }) => red,
  gone: ({ green }) => green,
};
