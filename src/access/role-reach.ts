// What a role's policies let it reach, as services: enough for a picture, too coarse for a judgement.
import type { Patterns, Statement } from "../iam/policy-document.ts";
import type { RoleFacts } from "./role-facts.ts";

export interface Reach {
  /** The service as actions name it (`s3`), or `*` for all of them. */
  readonly service: string;
  /** `change` when an action is more than reading, or cannot be told from one that is. */
  readonly mode: "read" | "change";
}

/**
 * Services that an Allow names, sorted; those that a Deny takes away as a whole, whatever the resource and without a
 * condition, are left out. Conditions of an Allow and the boundary are not looked at.
 */
export function reachOf({ policies }: RoleFacts): readonly Reach[] {
  const statements = policies.flatMap(({ document }) => document.statements);
  const denied = new Set(statements.filter(deniesEverywhere).flatMap(({ actions }) => wholeServices(actions)));
  const modes = new Map<string, Reach["mode"]>();
  for (const { effect, actions } of statements) {
    if (effect !== "Allow") continue;
    for (const { service, mode } of actions.negated ? [everything] : actions.patterns.map(reachOfPattern)) {
      if (denied.has(service) || denied.has("*")) continue;
      modes.set(service, modes.get(service) === "change" ? "change" : mode);
    }
  }
  return [...modes]
    .map(([service, mode]) => ({ service, mode }))
    .toSorted((one, other) => (one.service < other.service ? -1 : 1));
}

const everything: Reach = { service: "*", mode: "change" };

function deniesEverywhere({ effect, actions, resources, conditions }: Statement): boolean {
  const everywhere = resources?.negated === false && resources.patterns.includes("*");
  return effect === "Deny" && !actions.negated && everywhere && conditions.length === 0;
}

function wholeServices({ patterns }: Patterns): readonly string[] {
  return patterns.flatMap((pattern) => {
    if (pattern === "*" || pattern === "*:*") return ["*"];
    const match = /^([^:*?]+):\*$/u.exec(pattern);
    return match?.[1] === undefined ? [] : [match[1].toLowerCase()];
  });
}

function reachOfPattern(pattern: string): Reach {
  const [service = "", action = "*"] = pattern.split(":");
  if (/[*?]/u.test(service)) return everything;
  return { service: service.toLowerCase(), mode: readingVerb.test(action) ? "read" : "change" };
}

// AWS names its actions by a verb; these verbs change nothing in the services that people give to pods.
const readingVerb = /^(?:BatchGet|Describe|Get|Head|List|Query|Scan|Search|Select|View)/u;
