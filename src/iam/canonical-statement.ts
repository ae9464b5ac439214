// One spelling for statements that mean the same: lists sorted, single values listed, actions in lower case.
import type { Condition, Patterns, Principals, Statement } from "./policy-document.ts";

/**
 * Equal for two statements exactly when they say the same in the same words. The Sid, unknown members, the order of
 * lists and doubled values make no difference; neither do `"*"` and `{"AWS": "*"}`, an account's id and its root ARN,
 * and the letter case of actions and condition keys.
 */
export function canonicalStatement(statement: Statement): string {
  return JSON.stringify([
    statement.effect,
    canonicalPatterns(statement.actions, (action) => action.toLowerCase()),
    statement.resources === undefined ? null : canonicalPatterns(statement.resources, (resource) => resource),
    statement.principals === undefined ? null : canonicalPrincipals(statement.principals),
    canonicalConditions(statement.conditions),
  ]);
}

/** An account's root ARN as its id, `"*"` as `{"AWS": "*"}`. */
export function canonicalPrincipals(principals: Principals): [boolean, string[]] {
  const entries = principals.entries.map(({ type, value }) => {
    const account = /^arn:[a-z-]+:iam::(\d{12}):root$/.exec(value)?.[1];
    return JSON.stringify([type === "*" ? "AWS" : type, account ?? value]);
  });
  return [principals.negated, sortedSet(entries)];
}

export function canonicalConditions(conditions: readonly Condition[]): string[] {
  return sortedSet(conditions.map(canonicalCondition));
}

function canonicalCondition({ operator, key, values }: Condition): string {
  return JSON.stringify([operator, key.toLowerCase(), sortedSet(values)]);
}

function canonicalPatterns(patterns: Patterns, spell: (pattern: string) => string): [boolean, string[]] {
  return [patterns.negated, sortedSet(patterns.patterns.map(spell))];
}

function sortedSet(items: readonly string[]): string[] {
  return [...new Set(items)].toSorted();
}
