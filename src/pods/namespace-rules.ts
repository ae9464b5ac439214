// Reads which roles a namespace lets its pods hold, and says whether a role is one of them.
import type { RoleArn } from "../iam/arn.ts";
import { matchesWildcard } from "../iam/match-wildcard.ts";
import { printBase } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { annotationKeys } from "./annotations.ts";
import type { AnnotationKeys } from "./annotations.ts";
import { parseExpression, quoteExpression } from "./match-pattern.ts";
import type { NamespaceRecord } from "./namespace-record.ts";

/** How the strings of `allowed-roles` are read: `*` as the only wildcard, or as regular expressions. */
export type PatternFormat = "glob" | "regexp";

export interface NamespaceRuleSettings {
  readonly base: RoleBase;
  readonly format: PatternFormat;
  readonly keys?: AnnotationKeys;
}

/** What stands in the way of the role, as the end of a sentence that begins with the namespace; nothing when it is admitted. */
export type Objection = string | undefined;

/**
 * A namespace limits its pods with kube2iam's `allowed-roles`, with kiam's `permitted`, or with both: then both must
 * admit the role. With neither it admits none, and neither does what cannot be read.
 */
export function objectionToRole(
  role: RoleArn,
  namespace: NamespaceRecord | undefined,
  { base, format, keys = annotationKeys }: NamespaceRuleSettings,
): Objection {
  const allowedRoles = present(namespace?.annotations[keys.allowedRoles]);
  const permitted = present(namespace?.annotations[keys.permitted]);
  if (allowedRoles === undefined && permitted === undefined) {
    return `has no ${keys.allowedRoles} annotation, so it admits no role`;
  }
  return (
    (allowedRoles && objectionOfList(role, allowedRoles, { base, format, key: keys.allowedRoles })) ??
    (permitted && objectionOfExpression(role, permitted, keys.permitted))
  );
}

function present(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

interface ListRules {
  readonly base: RoleBase;
  readonly format: PatternFormat;
  readonly key: string;
}

/** A JSON list of patterns, each read like a role reference: what is no ARN stands under the base. */
function objectionOfList(role: RoleArn, text: string, { base, format, key }: ListRules): Objection {
  const patterns = parseList(text);
  if (patterns === undefined)
    return `has an annotation ${key} that is not a JSON list of strings, so it admits no role`;
  const matches = format === "glob" ? matchesGlob : matchesRegexp;
  return patterns.some((pattern) => matches(pattern, role, base)) ? undefined : `does not admit ${role} with ${key}`;
}

function parseList(text: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

/** `*` stands for any run of characters, `/` and `:` included; everything else stands for itself; the whole ARN must match. */
function matchesGlob(pattern: string, role: RoleArn, base: RoleBase): boolean {
  // kube2iam's globs know no `?`; a role ARN cannot hold one, so a pattern with it matches nothing.
  if (pattern.includes("?")) return false;
  return matchesWildcard(isArn(pattern) ? pattern : `${printBase(base)}${pattern}`, role);
}

/** The base is meant literally, and a leading `^` says what holds anyway. A pattern that is none matches nothing. */
function matchesRegexp(pattern: string, role: RoleArn, base: RoleBase): boolean {
  const bare = pattern.replace(/^\^/, "");
  // Only what is an expression by itself may stand in the group: `)|(.*` would leave it.
  if (parseExpression(bare).kind === "malformed") return false;
  const whole = parseExpression(isArn(bare) ? bare : `${quoteExpression(printBase(base))}(?:${bare})`);
  return whole.kind === "expression" && whole.matches(role);
}

/** kiam's one regular expression, for the whole ARN. */
function objectionOfExpression(role: RoleArn, text: string, key: string): Objection {
  const expression = parseExpression(text);
  if (expression.kind === "malformed")
    return `has an annotation ${key} that ${expression.problem}, so it admits no role`;
  return expression.matches(role) ? undefined : `does not admit ${role} with ${key}`;
}

function isArn(pattern: string): boolean {
  return pattern.slice(0, 4).toLowerCase() === "arn:";
}
