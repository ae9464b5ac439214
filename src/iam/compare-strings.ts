// Condition operators on strings, booleans and binary values.
import { anyOne, anyRun, matchesPattern, type Pattern } from "./match-wildcard.ts";

export function equalsText(wanted: Pattern, actual: string): boolean {
  return literalText(wanted) === actual;
}

export function equalsTextIgnoringCase(wanted: Pattern, actual: string): boolean {
  return literalText(wanted).toLowerCase() === actual.toLowerCase();
}

export function resemblesText(wanted: Pattern, actual: string): boolean {
  return matchesPattern(wanted, actual);
}

/** The two words only, in any letter case; anything else matches nothing. */
export function equalsBoolean(wanted: Pattern, actual: string): boolean {
  const word = literalText(wanted).toLowerCase();
  return (word === "true" || word === "false") && word === actual.toLowerCase();
}

/** The text again, with the wildcards taken for the characters they are written with. */
export function literalText(pattern: Pattern): string {
  return pattern.map((token) => (token === anyRun ? "*" : token === anyOne ? "?" : token)).join("");
}
