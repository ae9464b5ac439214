// Decides the conditions of a statement: operators, missing keys, IfExists, Null and the set prefixes.
import { parseOperator, type Comparison, type Operator } from "./condition-operators.ts";
import { expandVariables, type VariableScope } from "./expand-variables.ts";
import { parsePattern } from "./match-wildcard.ts";
import type { Condition } from "./policy-document.ts";
import { valuesOf } from "./request-context.ts";
import { every, not, some, type Truth } from "./truth.ts";

/** All must hold. An operator that IAM does not know leaves the answer open: such a document cannot have been saved. */
export function evaluateConditions(conditions: readonly Condition[], scope: VariableScope): Truth {
  return every(conditions.map((condition) => evaluateCondition(condition, scope)));
}

function evaluateCondition(condition: Condition, scope: VariableScope): Truth {
  const values = valuesOf(scope.context, condition.key);
  const unknown = { missing: [condition.key] };
  const operator = parseOperator(condition.operator);
  if (values === "unknown") return unknown;
  if (condition.operator === "Null") return holdsNull(condition, values === "absent" || isNullSet(values));
  if (operator === undefined) return unknown;
  if (values === "absent") return holdsWithoutKey(operator);
  if (operator.quantifier !== "one" && isNullSet(values)) return operator.quantifier === "all";
  return evaluateValues(operator, condition.values, values, scope);
}

/**
 * AWS calls a value like the empty string a null data set, which satisfies ForAllValues, fails ForAnyValue and is null.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function isNullSet(values: readonly string[]): boolean {
  return values.every((value) => value === "");
}

function holdsNull(condition: Condition, isNull: boolean): boolean {
  return condition.values.some((value) => value.toLowerCase() === String(isNull));
}

function holdsWithoutKey(operator: Operator): boolean {
  if (operator.ifExists || operator.quantifier === "all") return true;
  return operator.quantifier === "one" && operator.comparison.negated;
}

function evaluateValues(
  operator: Operator,
  wanted: readonly string[],
  actual: readonly string[],
  scope: VariableScope,
): Truth {
  const truths = actual.map((value) => matchesAny(operator.comparison, wanted, value, scope));
  if (operator.quantifier === "all") return every(truths);
  return some(truths);
}

/** One request value against the policy's list: any match counts; for a negated operator, no match may. */
function matchesAny(comparison: Comparison, wanted: readonly string[], actual: string, scope: VariableScope): Truth {
  const matched = some(wanted.map((text) => matchesOne(comparison, text, actual, scope)));
  return comparison.negated ? not(matched) : matched;
}

function matchesOne(comparison: Comparison, text: string, actual: string, scope: VariableScope): Truth {
  const expanded = comparison.variables ? expandVariables(text, scope) : { pattern: parsePattern(text) };
  if (expanded === "no-value") return false;
  if ("missing" in expanded) return expanded;
  return comparison.matches(expanded.pattern, actual);
}
