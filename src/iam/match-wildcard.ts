// IAM's wildcards: `*` spans any run of characters, slashes and colons included, and `?` is exactly one character.

/** A pattern taken apart, so that a wildcard and the same character meant literally stay apart. */
export type Pattern = readonly Token[];
export type Token = string | typeof anyRun | typeof anyOne;

export const anyRun = Symbol("*");
export const anyOne = Symbol("?");

/** Never more than pattern length x text length steps: only the last `*` is ever tried again. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const literal = pattern.search(/[*?]/);
  if (literal < 0) return pattern === text;
  // Most patterns already fail on what stands before their first wildcard, and most of the others end with it.
  if (!text.startsWith(pattern.slice(0, literal))) return false;
  return (literal === pattern.length - 1 && pattern.endsWith("*")) || matchesPattern(parsePattern(pattern), text);
}

export function parsePattern(text: string): Pattern {
  return literalPattern(text).map((character) => wildcards.get(character) ?? character);
}

/** The pattern that matches this text and no other: one token for each UTF-16 unit, as strings are measured here. */
export function literalPattern(text: string): readonly string[] {
  return text.split("");
}

export function matchesPattern(pattern: Pattern, text: string): boolean {
  return matchTokens(pattern, text, (token, character) => token === anyOne || token === character);
}

/** Whether every text that `inner` matches is matched by `outer` too; may say false for rare patterns where it holds. */
export function coversPattern(outer: string, inner: string): boolean {
  return matchTokens(parsePattern(outer), inner, (token, character) =>
    token === anyOne ? character !== "*" : token === character,
  );
}

const wildcards: ReadonlyMap<string, typeof anyRun | typeof anyOne> = new Map<string, typeof anyRun | typeof anyOne>([
  ["*", anyRun],
  ["?", anyOne],
]);

function matchTokens(
  pattern: Pattern,
  text: string,
  matchesOne: (token: Token | undefined, character: string) => boolean,
): boolean {
  let at = 0;
  let token = 0;
  let runToken = -1;
  let runAt = 0;
  while (at < text.length) {
    if (pattern[token] === anyRun) {
      runToken = token;
      runAt = at;
      token += 1;
    } else if (matchesOne(pattern[token], text.charAt(at))) {
      at += 1;
      token += 1;
    } else if (runToken >= 0) {
      runAt += 1;
      at = runAt;
      token = runToken + 1;
    } else {
      return false;
    }
  }
  while (pattern[token] === anyRun) token += 1;
  return token === pattern.length;
}
