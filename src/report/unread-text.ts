// What could not be read, as a person reads it: the call, the problem, and what to ask for, a statement or rule to copy whole.
import type { Unread } from "../errors.ts";
import { plain } from "./plain.ts";
import { indentText } from "./wrap-text.ts";

/** `note` follows the problem. */
export function unreadText(
  { call, subject, problem, remedy }: Unread,
  { indent, width, note = "" }: { readonly indent: string; readonly width: number; readonly note?: string },
): string {
  const told = indentText(plain(`${call} on ${subject}: ${problem}${note}`), indent, width);
  if (remedy === undefined) return told;
  const [sentence = "", ...statement] = remedy.split("\n");
  const copied = statement.map((line) => `${indent}   ${plain(line)}`);
  return [told, indentText(plain(`-> ${sentence}`), indent, width), ...copied].join("\n");
}
