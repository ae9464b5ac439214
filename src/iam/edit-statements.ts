// Adds, replaces and removes a statement in the text of a policy, leaving every other character as it is.
import { parseJson, type JsonObject } from "./parse-json.ts";
import { detectJsonStyle, printJson } from "./print-json.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Layout {
  /** The value of `Statement`. */
  readonly whole: Span;
  readonly items: readonly Span[];
  readonly isList: boolean;
}

// IAM takes a single statement without a list. Where one had to be put into a list, the space before the comma, which
// nothing else here writes, tells that the list can go again.
const wrapSeparator = " , ";

/** After the last statement, written in the style of its neighbours. */
export function appendStatement(text: string, statement: JsonObject): string {
  const { whole, items, isList } = locateStatements(text);
  const last = items.at(-1);
  if (last === undefined) {
    return splice(text, { start: whole.start + 1, end: whole.start + 1 }, printLike(text, whole, statement));
  }
  const added = printLike(text, last, statement);
  if (!isList) return splice(text, last, `[${slice(text, last)}${wrapSeparator}${added}]`);
  return splice(text, { start: last.end, end: last.end }, `${separatorBefore(text, last)}${added}`);
}

export function replaceStatement(text: string, at: number, statement: JsonObject): string {
  const item = locateStatements(text).items[at];
  return item === undefined ? text : splice(text, item, printLike(text, item, statement));
}

/** Takes out what `appendStatement` put in, to the character. */
export function removeStatement(text: string, at: number): string {
  const { whole, items } = locateStatements(text);
  const item = items[at];
  if (item === undefined) return text;
  const before = items[at - 1];
  const after = items[at + 1];
  if (before === undefined) return splice(text, { start: item.start, end: after?.start ?? item.end }, "");
  const between = text.slice(before.end, item.start);
  if (between === wrapSeparator) {
    // Whichever is next stands after the mark from now on, or else nothing would tell any more that the list can go.
    if (after !== undefined) return splice(text, { start: item.start, end: after.start }, "");
    return splice(text, whole, slice(text, before));
  }
  return splice(text, { start: before.end, end: item.end }, "");
}

function locateStatements(text: string): Layout {
  let whole: Span = { start: 0, end: 0 };
  const items: Span[] = [];
  parseJson(text, ([element, at, ...deeper], start, end) => {
    if (element !== "Statement" || deeper.length > 0) return;
    if (at === undefined) whole = { start, end };
    else if (typeof at === "number") items.push({ start, end });
  });
  const isList = text.charAt(whole.start) === "[";
  return { whole, items: isList ? items : [whole], isList };
}

function printLike(text: string, sibling: Span, statement: JsonObject): string {
  const isBroken = slice(text, sibling).includes("\n");
  const style = detectJsonStyle(isBroken ? text : slice(text, sibling));
  return printJson(statement, style, marginAt(text, sibling.end));
}

/** What a new item puts between itself and the one before: the line break and margin that one stands after, if any. */
function separatorBefore(text: string, item: Span): string {
  const margin = /\r?\n[ \t]*$/.exec(text.slice(0, item.start))?.[0];
  if (margin !== undefined) return `,${margin}`;
  return `,${detectJsonStyle(slice(text, item)).afterComma}`;
}

/** The white space at the beginning of the line. */
function marginAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function slice(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

function splice(text: string, span: Span, replacement: string): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}
