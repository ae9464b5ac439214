// Makes text from a cluster or an account safe to show: nothing in it can steer the terminal or reorder what is read.

/** Controls, invisible characters that reorder or hide text, line separators: https://www.unicode.org/reports/tr36/ */
export const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line: whatever could do harm is written out, `\u{1b}`. */
export function plain(text: string): string {
  return text.replace(dangerous, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

/** The same, and line breaks stay line breaks. */
export function plainLines(text: string): string {
  return text.split(/\r?\n/u).map(plain).join("\n");
}
