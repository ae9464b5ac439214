// Condition operators on ARNs: each of the six colon-separated parts is matched for itself, wildcards within it.
import { matchesPattern, type Pattern } from "./match-wildcard.ts";

/** ArnEquals and ArnLike are the same operator. The sixth part, the resource, runs to the end and may hold colons. */
export function resemblesArn(wanted: Pattern, actual: string): boolean {
  const patterns = splitPattern(wanted);
  const parts = actual.split(":");
  if (patterns.length !== 6 || parts.length < 6) return false;
  const texts = [...parts.slice(0, 5), parts.slice(5).join(":")];
  return patterns.every((pattern, at) => matchesPattern(pattern, texts[at] ?? ""));
}

function splitPattern(pattern: Pattern): Pattern[] {
  const parts: Pattern[number][][] = [[]];
  for (const token of pattern) {
    if (token === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
