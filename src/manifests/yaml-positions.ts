// Offsets in a YAML text: where nodes begin and end, and how deep their lines are indented.
import { isCollection, isMap, isNode, isPair, type Node, type Pair, type YAMLMap } from "yaml";

/** Where the last thing that a pair says ends. */
export function endOf({ key, value }: Pair): number {
  if (isNode(value)) return endOfNode(value);
  return isNode(key) ? (key.range?.[1] ?? 0) : 0;
}

function endOfNode(node: Node): number {
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    if (isNode(last)) return endOfNode(last);
    if (isPair(last)) return endOf(last);
  }
  return node.range?.[1] ?? 0;
}

export function keyStart(pair: Pair | undefined): number {
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

export function keyEnd(pair: Pair): number {
  return isNode(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
}

export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

/** Before the line break, which may be two characters. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** As the outermost map that holds another one does it. */
export function indentStep(text: string, map: YAMLMap): number {
  for (const { key, value } of map.items) {
    if (!isMap(value) || value.flow === true || !isNode(key)) continue;
    const step = columnOf(text, keyStart(value.items[0])) - columnOf(text, key.range?.[0] ?? 0);
    if (step > 0) return step;
  }
  return 2;
}
