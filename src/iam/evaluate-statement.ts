// Decides whether one statement applies to a request: action, resource and conditions.
import { evaluateConditions } from "./evaluate-conditions.ts";
import { expandVariables, hasVariables, type VariableScope } from "./expand-variables.ts";
import { matchesPattern, matchesWildcard } from "./match-wildcard.ts";
import type { Patterns, PolicyDocument, Statement } from "./policy-document.ts";
import { every, not, some, type Truth } from "./truth.ts";

export interface RequestedAct {
  readonly action: string;
  readonly resource: string;
}

/** Principals are not looked at. A statement without Resource, as in trust policies, is about the role it stands on. */
export function evaluateStatement(statement: Statement, act: RequestedAct, scope: VariableScope): Truth {
  if (!matchesAction(statement.actions, act.action)) return false;
  const resource = statement.resources === undefined || matchesResource(statement.resources, act.resource, scope);
  return resource === false ? false : every([resource, evaluateConditions(statement.conditions, scope)]);
}

/**
 * Tells whether any Allow speaks of an action, whatever it says of resource and conditions: where none does, nothing
 * allows it. Many actions are asked about one after the other, and most policies name a few by their whole names.
 */
export function namedActions(policies: readonly { readonly document: PolicyDocument }[]): (action: string) => boolean {
  const allows = policies.flatMap(({ document }) => document.statements).filter(({ effect }) => effect === "Allow");
  const plain = allows.filter(({ actions }) => !actions.negated).flatMap(({ actions }) => actions.patterns);
  const names = new Set(plain.map((pattern) => pattern.toLowerCase()));
  const patterns = [...names].filter((pattern) => /[*?]/.test(pattern));
  const negated = allows.filter(({ actions }) => actions.negated);
  return (action) => {
    const lower = action.toLowerCase();
    return (
      names.has(lower) ||
      patterns.some((pattern) => matchesWildcard(pattern, lower)) ||
      negated.some(({ actions }) => matchesAction(actions, action))
    );
  };
}

/** Actions are compared without regard to case. */
export function matchesAction(actions: Patterns, action: string): boolean {
  const lower = action.toLowerCase();
  return actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), lower)) !== actions.negated;
}

function matchesResource(resources: Patterns, resource: string, scope: VariableScope): Truth {
  const matched = some(resources.patterns.map((pattern) => matchesOne(pattern, resource, scope)));
  return resources.negated ? not(matched) : matched;
}

function matchesOne(pattern: string, resource: string, scope: VariableScope): Truth {
  if (!hasVariables(pattern, scope)) return matchesWildcard(pattern, resource);
  const expanded = expandVariables(pattern, scope);
  if (expanded === "no-value") return false;
  return "missing" in expanded ? expanded : matchesPattern(expanded.pattern, resource);
}
