// One finding as one line: what a watch tells of it.
import { type Finding, printSubject } from "../audit/finding.ts";
import type { Unread } from "../errors.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

export type Change = "there" | "new" | "gone";

export function changeLine(change: Change, { severity, rule, subject, title }: Finding, style: Style): string {
  const line = plain(`${signs[change]} ${severity.toUpperCase().padEnd(8)} ${printSubject(subject)}  ${rule} ${title}`);
  return colours[change](style)(line);
}

/** What could not be read, in the same shape: gone once it is read. */
export function unreadLine(change: Change, { call, subject, problem }: Unread, style: Style): string {
  return colours[change](style)(plain(`${signs[change]} UNKNOWN  ${call} on ${subject}: ${problem}`));
}

const signs: Record<Change, string> = { there: " ", new: "+", gone: "-" };

const colours: Record<Change, (style: Style) => (text: string) => string> = {
  there: () => (text) => text,
  new: ({ red }) => red,
  gone: ({ green }) => green,
};
