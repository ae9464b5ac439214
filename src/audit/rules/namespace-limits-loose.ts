// Rule W22 namespace-limits-loose: a namespace's list that admits everything, or that nobody can read.
import type { NamespaceRecord } from "../../pods/namespace-record.ts";
import { keysOf } from "../../pods/decide-role.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";

export const namespaceLimitsLoose: Rule = {
  id: "W22",
  name: "namespace-limits-loose",
  severity: "medium",
  confidence: "high",
  reads: ["namespaces", "daemon-sets"],
  title: "the namespace's list of roles limits nothing, or cannot be read",
  explanation:
    "A pattern that matches every role lets the namespace's pods take every one. kube2iam's expressions are not anchored, so that a short one matches in the middle of longer names. A list that is no JSON admits no role at all, and the namespace's pods get no credentials.",
  remedy: "List the roles of the namespace, by name or by a pattern that begins with what is its own.",
  references: ["https://github.com/jtblin/kube2iam#namespace-restrictions"],
  find: ({ snapshot }) =>
    snapshot.namespaces.flatMap((namespace): readonly RuleHit[] => {
      const problem = problemOf(namespace, snapshot);
      return problem === undefined ? [] : [{ subject: { kind: "Namespace", name: namespace.name }, message: problem }];
    }),
};

function problemOf({ annotations }: NamespaceRecord, { settings }: Judged["snapshot"]): string | undefined {
  const keys = keysOf(settings);
  const permitted = annotations[keys.permitted]?.trim();
  if (permitted !== undefined && admitsAll(permitted)) return `${keys.permitted} is ${permitted}`;
  const text = annotations[keys.allowedRoles]?.trim();
  if (text === undefined || text === "") return undefined;
  const patterns = parseList(text);
  if (patterns === undefined) return `${keys.allowedRoles} is not a JSON list of strings`;
  const loose = patterns.filter(admitsAll);
  if (loose.length > 0) return `${keys.allowedRoles} admits ${loose.join(", ")}`;
  const open = settings.namespaceRestrictions === "regexp" ? patterns.filter((pattern) => !isAnchored(pattern)) : [];
  return open.length === 0 ? undefined : `${keys.allowedRoles} has expressions without ^ and $: ${open.join(", ")}`;
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing but wildcards, or wildcards for everything after `role/`. */
function admitsAll(pattern: string): boolean {
  return /^\^?(?:arn:[^/]*role\/)?(?:\.?\*)+\$?$/.test(pattern);
}

function isAnchored(pattern: string): boolean {
  return pattern.startsWith("^") && pattern.endsWith("$");
}
