// A document for programs, as JSON that means the same and is as safe to look at as any other output.

import { dangerous } from "./plain.ts";

/** Ends without a line break. JSON leaves all but the ASCII controls as they are: https://www.rfc-editor.org/rfc/rfc8259#section-7 */
export function jsonText(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replaceAll(dangerous, (character) =>
    character === "\n" ? character : escaped(character),
  );
}

/** Characters beyond the first plane as their two halves. */
function escaped(character: string): string {
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return units.map((unit) => `\\u${unit}`).join("");
}
