// Finds where in a YAML text an entry has to stand and what has to be written there, so that all other bytes stay.
import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { columnOf, endOf, endOfLine, indentStep, keyEnd, keyStart } from "./yaml-positions.ts";
import { printScalar, quotesOf, type ScalarStyle, styleIn } from "./yaml-scalar.ts";

/** Replaces the characters from `start` up to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Step = string | number;

export type Placed = readonly Splice[] | { readonly problem: string; readonly at: number };

/** `path`: from `root` to the map that is to hold the entry; what is missing of it is made. */
export function placeEntry(text: string, root: YAMLMap, path: readonly Step[], key: string, value: string): Placed {
  const layout: Layout = { text, lineEnd: /\r?\n/.exec(text)?.[0] ?? "\n", step: indentStep(text, root) };
  return descend(layout, root, [...path, key], value);
}

function descend(layout: Layout, map: YAMLMap, [step = "", next, ...rest]: readonly Step[], value: string): Placed {
  const key = String(step);
  if (next === undefined) return setIn(layout, map, key, value);
  const pair = pairOf(map, key);
  const node = pair?.value as Node | null | undefined;
  if (pair === undefined) return addTo(layout, map, [step, next, ...rest], value);
  if (isSeq(node) && typeof next === "number") {
    const item = node.items[next];
    return isMap(item) ? descend(layout, item, rest, value) : notAMap(`${key}[${next}]`, node);
  }
  if (isMap(node) && node.items.length > 0) return descend(layout, node, [next, ...rest], value);
  const isEmpty = node === null || isMap(node) || isAlias(node) || (isScalar(node) && node.value === null);
  return isEmpty ? fillIn(layout, map, pair, [next, ...rest], value) : notAMap(key, node);
}

interface Layout {
  readonly text: string;
  readonly lineEnd: string;
  /** Spaces of one level. */
  readonly step: number;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function notAMap(key: string, node: unknown): Placed {
  return { problem: `"${key}" is there and is no map`, at: isNode(node) ? (node.range?.[0] ?? 0) : 0 };
}

function setIn(layout: Layout, map: YAMLMap, key: string, value: string): Placed {
  const pair = pairOf(map, key);
  if (pair === undefined) return addTo(layout, map, [key], value);
  const node = pair.value as Node | null;
  if (isCollection(node)) return { problem: `"${key}" is there and is no text`, at: node.range?.[0] ?? 0 };
  if (node === null || node.range === null || node.range === undefined)
    return { problem: `"${key}" has no value`, at: map.range?.[0] ?? 0 };
  const [start, end] = node.range;
  const style: ScalarStyle =
    isScalar(node) && node.type !== "PLAIN"
      ? { quotes: quotesOf(node), flow: map.flow === true }
      : styleIn(map, "value");
  const printed = printScalar(value, style);
  if (start === end) return [{ start, end, text: ` ${printed}` }];
  const lostBreak = layout.text.slice(start, end).endsWith("\n") ? layout.lineEnd : "";
  return [{ start, end, text: `${printed}${lostBreak}` }];
}

/** A map more at the end of `map`: `keys` from the outermost to the entry's own. */
function addTo(layout: Layout, map: YAMLMap, keys: readonly Step[], value: string): Placed {
  if (keys.some((key) => typeof key === "number"))
    return { problem: "a list item that is not there", at: map.range?.[0] ?? 0 };
  const last = map.items.at(-1);
  if (map.flow === true)
    return last === undefined ? intoEmptyFlow(map, keys, value) : afterInFlow(layout, map, last, keys, value);
  const { text, lineEnd } = layout;
  const margin = columnOf(text, keyStart(map.items[0]));
  const lines = blockLines(layout, keys, value, margin, map);
  const end = last === undefined ? (map.range?.[0] ?? 0) : endOf(last);
  // A block text ends after its line break, everything else before it.
  if (text[end - 1] === "\n") return [{ start: end, end, text: `${lines}${lineEnd}` }];
  const at = endOfLine(text, end);
  return [{ start: at, end: at, text: `${lineEnd}${lines}` }];
}

/** Under a key that has nothing, an empty map or an alias as its value. */
function fillIn(layout: Layout, holder: YAMLMap, pair: Pair, keys: readonly Step[], value: string): Placed {
  const { text, lineEnd, step } = layout;
  const node = pair.value as Node | null;
  const [start, end] = node?.range ?? [keyEnd(pair) + 1, keyEnd(pair) + 1];
  const alias = isAlias(node) ? text.slice(start, end) : undefined;
  if (holder.flow === true) {
    if (alias !== undefined) return { problem: `${alias} stands between braces and cannot be added to`, at: start };
    return [{ start, end, text: `${start === end ? " " : ""}{${flowEntry(styleIn(holder, "key"), keys, value)}}` }];
  }
  const margin = columnOf(text, keyStart(pair)) + step;
  const merged = alias === undefined ? "" : `${lineEnd}${" ".repeat(margin)}<<: ${alias}`;
  const lines = `${merged}${lineEnd}${blockLines(layout, keys, value, margin, undefined)}`;
  const from = start === end ? start : start - (/[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0);
  const at = endOfLine(text, end);
  const removed: readonly Splice[] = start === end ? [] : [{ start: from, end, text: "" }];
  return [...removed, { start: at, end: at, text: lines }];
}

function blockLines(
  { lineEnd, step }: Layout,
  keys: readonly Step[],
  value: string,
  margin: number,
  neighbours: YAMLMap | undefined,
): string {
  const style = (part: "key" | "value"): ScalarStyle => (neighbours === undefined ? block : styleIn(neighbours, part));
  return keys
    .map((key, depth) => {
      const own = depth === 0 ? style("key") : block;
      const name = `${" ".repeat(margin + depth * step)}${printScalar(String(key), own)}:`;
      return depth < keys.length - 1
        ? name
        : `${name} ${printScalar(value, keys.length === 1 ? style("value") : block)}`;
    })
    .join(lineEnd);
}

const block: ScalarStyle = { quotes: "plain", flow: false };

function intoEmptyFlow(map: YAMLMap, keys: readonly Step[], value: string): Placed {
  const at = (map.range?.[0] ?? 0) + 1;
  return [{ start: at, end: at, text: flowEntry({ quotes: "plain", flow: true }, keys, value) }];
}

function afterInFlow(
  { text, lineEnd }: Layout,
  map: YAMLMap,
  last: Pair,
  keys: readonly Step[],
  value: string,
): Placed {
  const style = styleIn(map, "key");
  // What quotes its keys twice is JSON.
  const entry = flowEntry(style, keys, value, style.quotes === "double" ? "double" : styleIn(map, "value").quotes);
  const end = endOf(last);
  const lineStart = text.lastIndexOf("\n", keyStart(last) - 1) + 1;
  const margin = text.slice(lineStart, keyStart(last));
  const rest = /^([ \t]*)(,?)[ \t]*(?:#[^\r\n]*)?(?=\r?\n)/.exec(text.slice(end));
  const comma = /^\s*,/.exec(text.slice(end))?.[0];
  if (margin.trim() !== "" || rest === null) {
    const at = end + (comma?.length ?? 0);
    return [{ start: at, end: at, text: comma === undefined ? `, ${entry}` : ` ${entry},` }];
  }
  const at = end + rest[0].length;
  const line = `${lineEnd}${margin}${entry}${comma === undefined ? "" : ","}`;
  if (comma === undefined && at === end) return [{ start: end, end, text: `,${line}` }];
  const own: Splice = { start: at, end: at, text: line };
  return comma === undefined ? [{ start: end, end, text: "," }, own] : [own];
}

function flowEntry(style: ScalarStyle, keys: readonly Step[], value: string, quotes = style.quotes): string {
  const [key, ...rest] = keys;
  const inner =
    rest.length === 0 ? printScalar(value, { quotes, flow: true }) : `{${flowEntry(style, rest, value, quotes)}}`;
  return `${printScalar(String(key), { ...style, flow: true })}: ${inner}`;
}
