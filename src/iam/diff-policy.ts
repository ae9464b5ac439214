// Compares two policies by what their statements say, and judges whether the second one grants more.
import { canonicalConditions, canonicalPrincipals, canonicalStatement } from "./canonical-statement.ts";
import { coversPattern } from "./match-wildcard.ts";
import type { Patterns, PolicyDocument, Principals, Statement } from "./policy-document.ts";

export interface PolicyDiff {
  readonly added: readonly Statement[];
  readonly removed: readonly Statement[];
  /** Whether some request may be allowed now that was not before. When in doubt, true. */
  readonly broadens: boolean;
}

export function diffPolicies(before: PolicyDocument, after: PolicyDocument): PolicyDiff {
  const added = missingFrom(before, after.statements);
  const removed = missingFrom(after, before.statements);
  const grantsMore = added.some(
    (statement) => statement.effect === "Allow" && !isCovered(statement, before.statements),
  );
  const deniesLess = removed.some(
    (statement) => statement.effect === "Deny" && !isCovered(statement, after.statements),
  );
  return { added, removed, broadens: grantsMore || deniesLess || before.version !== after.version };
}

/**
 * Whether two documents say the same: same version, same set of statements. Sids, the order of statements, doubled
 * statements and everything that `canonicalStatement` overlooks make no difference.
 */
export function equalPolicies(one: PolicyDocument, other: PolicyDocument): boolean {
  const { added, removed } = diffPolicies(one, other);
  return one.version === other.version && added.length === 0 && removed.length === 0;
}

function missingFrom(document: PolicyDocument, statements: readonly Statement[]): Statement[] {
  const present = new Set(document.statements.map(canonicalStatement));
  return statements.filter((statement) => !present.has(canonicalStatement(statement)));
}

/** Whether one of the statements, of the same effect, applies wherever this one does. */
function isCovered(inner: Statement, statements: readonly Statement[]): boolean {
  return statements.some((outer) => {
    return (
      outer.effect === inner.effect &&
      coversPatterns(outer.actions, inner.actions, (pattern) => pattern.toLowerCase()) &&
      coversResources(outer.resources, inner.resources) &&
      coversPrincipals(outer.principals, inner.principals) &&
      coversConditions(outer, inner)
    );
  });
}

function coversResources(outer: Patterns | undefined, inner: Patterns | undefined): boolean {
  if (outer === undefined || inner === undefined) return outer === inner;
  return coversPatterns(outer, inner, (pattern) => pattern);
}

function coversPatterns(outer: Patterns, inner: Patterns, spell: (pattern: string) => string): boolean {
  if (outer.negated !== inner.negated) return false;
  const [wide, narrow] = outer.negated ? [inner, outer] : [outer, inner];
  return narrow.patterns.every((pattern) => wide.patterns.some((wider) => coversText(spell(wider), spell(pattern))));
}

/** A variable may have any value, so it is as wide as a star. */
function coversText(outer: string, inner: string): boolean {
  return outer === inner || coversPattern(outer, inner.replaceAll(/\$\{[^}]*\}/g, "*"));
}

function coversPrincipals(outer: Principals | undefined, inner: Principals | undefined): boolean {
  if (outer === undefined || inner === undefined) return outer === inner;
  const [outerNegated, outerNames] = canonicalPrincipals(outer);
  const [innerNegated, innerNames] = canonicalPrincipals(inner);
  if (outerNegated || innerNegated) return outerNegated === innerNegated && String(outerNames) === String(innerNames);
  return outerNames.includes('["AWS","*"]') || innerNames.every((name) => outerNames.includes(name));
}

/** Every condition of the outer statement stands in the inner one too: the inner is at least as strict. */
function coversConditions(outer: Statement, inner: Statement): boolean {
  const stricter = new Set(canonicalConditions(inner.conditions));
  return canonicalConditions(outer.conditions).every((condition) => stricter.has(condition));
}
