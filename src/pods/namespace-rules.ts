// Reads which roles a namespace lets its pods hold, and says whether a role is one of them.
import type { RoleArn } from "../iam/arn.ts";
import { matchesWildcard } from "../iam/match-wildcard.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { annotationKeys } from "./annotations.ts";
import type { NamespaceRecord } from "./namespace-record.ts";

export type NamespaceRules =
  | { readonly kind: "patterns"; readonly patterns: readonly string[] }
  | { readonly kind: "malformed"; readonly problem: string };

/**
 * The patterns of `iam.amazonaws.com/allowed-roles`, each resolved like a role reference: what is no ARN stands
 * under the base. A namespace without the annotation, or with one that cannot be read, admits no role.
 */
export function readNamespaceRules(namespace: NamespaceRecord | undefined, base: RoleBase): NamespaceRules {
  const text = namespace?.annotations[annotationKeys.allowedRoles];
  if (text === undefined || text.trim() === "") return { kind: "patterns", patterns: [] };
  const patterns = parseList(text);
  if (patterns === undefined) return { kind: "malformed", problem: "is not a JSON list of strings" };
  return { kind: "patterns", patterns: patterns.map((pattern) => resolvePattern(pattern, base)) };
}

/** `*` stands for any run of characters, `/` and `:` included; everything else stands for itself; the whole ARN must match. */
export function admitsRole(rules: NamespaceRules, role: RoleArn): boolean {
  if (rules.kind === "malformed") return false;
  // kube2iam's globs know no `?`; a role ARN cannot hold one, so a pattern with it matches nothing.
  return rules.patterns.some((pattern) => !pattern.includes("?") && matchesWildcard(pattern, role));
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

function resolvePattern(pattern: string, base: RoleBase): string {
  if (pattern.slice(0, 4).toLowerCase() === "arn:") return pattern;
  return `arn:${base.partition}:iam::${base.account}:role${base.path}${pattern}`;
}
