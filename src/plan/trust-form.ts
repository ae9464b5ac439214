// Chooses how a grant tells node roles from others in the trust policy, or says why it cannot be done that way.
import type { RoleFacts } from "../access/role-facts.ts";
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { coversPattern, matchesWildcard } from "../iam/match-wildcard.ts";
import type { TrustForm } from "../iam/node-statement.ts";
import { ownStatement, sidOfCluster } from "../iam/trust-policy.ts";
import type { Refusal } from "./planned.ts";
import { agreeing } from "../print-many.ts";

export interface TrustFormFacts {
  readonly cluster: ClusterFacts;
  /** The role to grant; an empty text when it is not there yet. */
  readonly trust: string;
  readonly nodeRoles: readonly RoleArn[];
  /** Those of them that could be read. */
  readonly nodeRoleFacts: readonly RoleFacts[];
}

export interface TrustFormWishes {
  /** That of the statement which is there already when absent, else `exact`. */
  readonly trust?: TrustForm["kind"] | undefined;
  /** Names with their paths, or ARNs, with `*` and `?`. */
  readonly nodePatterns?: readonly string[] | undefined;
  readonly nodeTag?: { readonly key: string; readonly value: string } | undefined;
}

export function chooseTrustForm(facts: TrustFormFacts, wishes: TrustFormWishes): TrustForm | Refusal {
  const present = ownStatement(facts.trust, sidOfCluster(facts.cluster))?.form;
  const { nodePatterns = [], nodeTag } = wishes;
  const told = nodePatterns.length > 0 ? "pattern" : nodeTag && "tag";
  switch (wishes.trust ?? told ?? present?.kind ?? "exact") {
    case "exact":
      return { kind: "exact" };
    case "pattern":
      return choosePatterns(facts, nodePatterns, present?.kind === "pattern" ? present.patterns : []);
    case "tag":
      return chooseTag(facts, nodeTag ?? (present?.kind === "tag" ? present : sharedTag(facts)));
  }
}

/** Without a pattern of the person's, the node roles' own ARNs: those still outlive a node role that is made anew. */
function choosePatterns(
  { cluster, nodeRoles }: TrustFormFacts,
  wished: readonly string[],
  present: readonly string[],
): TrustForm | Refusal {
  const patterns = wished.map((pattern) => toArnPattern(pattern, cluster));
  const wide = patterns.find((pattern) => coversPattern(pattern, toArnPattern("*", cluster)));
  if (wide !== undefined) {
    return {
      kind: "refused",
      problem: `the pattern ${wide} is every role of the account`,
      hint: "Give one that only node roles match: --node-pattern 'harbor-prod-*-node'",
    };
  }
  const all = [...present, ...patterns];
  const missed = nodeRoles.filter((role) => !all.some((pattern) => matchesWildcard(pattern, role)));
  if (wished.length > 0 && missed.length > 0) {
    return {
      kind: "refused",
      problem: `no pattern matches the node ${agreeing(missed.length, "role", "roles")} ${missed.join(", ")}`,
      hint: `Add one: --node-pattern '${missed.map(nameWithPath).join("' --node-pattern '")}'`,
    };
  }
  return { kind: "pattern", patterns: [...patterns, ...missed] };
}

function toArnPattern(pattern: string, { partition, account }: ClusterFacts): string {
  return pattern.startsWith("arn:") ? pattern : `arn:${partition}:iam::${account}:role/${pattern.replace(/^\//, "")}`;
}

function nameWithPath(role: RoleArn): string {
  const { path, name } = roleParts(role);
  return `${path}${name}`.slice(1);
}

function chooseTag(
  { nodeRoles, nodeRoleFacts }: TrustFormFacts,
  tag: { readonly key: string; readonly value: string } | undefined,
): TrustForm | Refusal {
  if (tag === undefined) {
    return {
      kind: "refused",
      problem: "the node roles share no tag that names the cluster",
      hint: "Say which tag tells them from others: --node-tag KEY=VALUE",
    };
  }
  const lacking = nodeRoles.filter(
    (arn) => nodeRoleFacts.find((role) => role.arn === arn)?.tags[tag.key] !== tag.value,
  );
  if (lacking.length === 0) return { kind: "tag", key: tag.key, value: tag.value };
  return {
    kind: "refused",
    problem: `the node ${agreeing(lacking.length, "role", "roles")} ${lacking.join(", ")} ${agreeing(lacking.length, "has", "have")} no tag ${tag.key}=${tag.value} (as far as its tags could be read)`,
    hint: lacking
      .map((role) => `aws iam tag-role --role-name ${roleParts(role).name} --tags 'Key=${tag.key},Value=${tag.value}'`)
      .join("\n"),
  };
}

/** A tag with the cluster's name as its value says what is wanted, whatever its key. */
function sharedTag({ cluster, nodeRoles, nodeRoleFacts }: TrustFormFacts): { key: string; value: string } | undefined {
  const [first] = nodeRoleFacts;
  const key = Object.keys(first?.tags ?? {}).find((candidate) =>
    nodeRoles.every((arn) => nodeRoleFacts.find((role) => role.arn === arn)?.tags[candidate] === cluster.name),
  );
  return key === undefined ? undefined : { key, value: cluster.name };
}
