// Shows what changes in a document: unified diff lines, JSON laid out one element a line first.
import { structuredPatch } from "diff";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

const linesAround = 3;

/** `undefined` means that there is no document. */
export function documentDiff(before: string | undefined, after: string | undefined, style: Style): string[] {
  const [old, young] = [layOut(before), layOut(after)];
  if (old === young) return before === after ? [] : [style.dim("(only white space and layout differ)")];
  const { hunks } = structuredPatch("", "", old, young, undefined, undefined, { context: linesAround });
  return hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : [style.dim("  …")]),
    ...lines.map((line) => mark(line, style)),
  ]);
}

function mark(line: string, style: Style): string {
  const shown = `${line.slice(0, 1)} ${plain(line.slice(1))}`;
  if (line.startsWith("+")) return style.green(shown);
  return line.startsWith("-") ? style.red(shown) : shown;
}

/** Ends with a line break, so that the last line is like any other. */
function layOut(text: string | undefined): string {
  if (text === undefined) return "";
  try {
    return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
  } catch {
    return text.endsWith("\n") || text === "" ? text : `${text}\n`;
  }
}
