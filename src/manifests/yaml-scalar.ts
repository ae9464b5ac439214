// Writes a key or a text value into YAML so that every parser reads text: YAML 1.1's `on`, `1_0` and `12:30` included.
import { Scalar, type YAMLMap } from "yaml";

export interface ScalarStyle {
  /** As the neighbours do; `plain` where they show no habit. */
  readonly quotes: "plain" | "single" | "double";
  /** Between braces a comma or a bracket ends a plain text. */
  readonly flow: boolean;
}

export function printScalar(text: string, { quotes, flow }: ScalarStyle): string {
  if (quotes === "double") return JSON.stringify(text);
  if (quotes === "single" && /^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return isPlain(text, flow) ? text : JSON.stringify(text);
}

/** How a map's neighbours write their keys or their text values: as the last of them that is text. */
export function styleIn(map: YAMLMap, part: "key" | "value"): ScalarStyle {
  const scalars = map.items.map((pair) => pair[part]).filter((node) => node instanceof Scalar);
  const last = scalars.findLast(({ value }) => typeof value === "string");
  return { quotes: quotesOf(last), flow: map.flow === true };
}

export function quotesOf(scalar: Scalar | undefined): ScalarStyle["quotes"] {
  if (scalar?.type === "QUOTE_DOUBLE") return "double";
  return scalar?.type === "QUOTE_SINGLE" ? "single" : "plain";
}

/** https://yaml.org/type/bool.html and https://yaml.org/type/null.html, which many parsers still go by. */
const words = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

function isPlain(text: string, flow: boolean): boolean {
  if (words.has(text.toLowerCase())) return false;
  const isWord = flow ? /^[A-Za-z][\w./@-]*$/ : /^[A-Za-z][\w+=,.@/-]*$/;
  return isWord.test(text) || (!flow && /^arn:[\w-]+:iam::\d+:role\/[\w+=,.@/-]+$/.test(text));
}
