// HTML from pieces: everything put in is text unless it was made here.
import { plain } from "./plain.ts";

/** A piece that is HTML already; made only by `html` and `raw`. */
export interface Html {
  readonly html: string;
}

export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** A template whose values are escaped: safe between tags and inside quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { html: strings.map((text, index) => `${index === 0 ? "" : print(parts[index - 1])}${text}`).join("") };
}

/** For our own styles and programs, which hold no text of anybody else. */
export function raw(text: string): Html {
  return { html: text };
}

/** A document for a program inside the page: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements */
export function embeddedJson(document: unknown): Html {
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === "string" ? plain(value) : value));
  return raw(text.replaceAll(/[<>&]/gu, unicodeEscape));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function print(part: HtmlPart): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(print).join("");
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text
    .split("\n")
    .map(plain)
    .join("\n")
    .replaceAll(/[&<>"']/gu, (character) => references[character] ?? character);
}
