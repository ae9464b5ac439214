// Prints JSON values in the style of a given text: on one line or indented, with that text's indent and line ends.
import type { JsonValue } from "./parse-json.ts";

export interface JsonStyle {
  /** What one level is indented by; `undefined` puts everything on one line. */
  readonly indent: string | undefined;
  readonly lineEnd: string;
  /** Between a key's colon and its value. */
  readonly afterColon: string;
  /** Between members on one line. */
  readonly afterComma: string;
}

export const indentedJson: JsonStyle = { indent: "  ", lineEnd: "\n", afterColon: " ", afterComma: " " };
export const compactJson: JsonStyle = { indent: undefined, lineEnd: "\n", afterColon: "", afterComma: "" };

/** `margin` is put before every line but the first. */
export function printJson(value: JsonValue, style: JsonStyle = indentedJson, margin = ""): string {
  if (Array.isArray(value)) {
    return wrap(
      "[",
      "]",
      value.map((item: JsonValue) => printJson(item, style, deeper(margin, style))),
      style,
      margin,
    );
  }
  if (value instanceof Map) {
    const members = [...value].map(([key, member]: [string, JsonValue]) => {
      return `${JSON.stringify(key)}:${style.afterColon}${printJson(member, style, deeper(margin, style))}`;
    });
    return wrap("{", "}", members, style, margin);
  }
  return JSON.stringify(value);
}

/** The style a text is written in, judged by what follows its first brace and its first colon. */
export function detectJsonStyle(text: string): JsonStyle {
  const broken = /[{[](\r?\n)([ \t]*)/.exec(text);
  if (broken !== null) {
    return { indent: broken[2] || "  ", lineEnd: broken[1] ?? "\n", afterColon: " ", afterComma: " " };
  }
  const spaced = /":\s/.test(text);
  return { indent: undefined, lineEnd: "\n", afterColon: spaced ? " " : "", afterComma: spaced ? " " : "" };
}

function deeper(margin: string, style: JsonStyle): string {
  return `${margin}${style.indent ?? ""}`;
}

function wrap(open: string, close: string, items: readonly string[], style: JsonStyle, margin: string): string {
  if (items.length === 0) return open + close;
  if (style.indent === undefined) return open + items.join(`,${style.afterComma}`) + close;
  const line = `${style.lineEnd}${deeper(margin, style)}`;
  return `${open}${line}${items.join(`,${line}`)}${style.lineEnd}${margin}${close}`;
}
