// Finds the roles that node roles can assume today and a fence would take from them.
import { assumePolicy, boundaryPolicy, type Fence, type RolePrefix } from "../iam/assume-policy.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { matchesAction } from "../iam/evaluate-statement.ts";
import { parsePolicy, type PolicyDocument } from "../iam/policy-document.ts";
import { trustedBy } from "../iam/trust-policy.ts";
import type { RoleFacts } from "./role-facts.ts";

export interface CutOff {
  readonly role: RoleArn;
  readonly nodeRoles: readonly RoleArn[];
}

export interface FenceFacts {
  readonly nodeRoles: readonly RoleFacts[];
  /** Of the whole account. */
  readonly roles: readonly { readonly arn: RoleArn; readonly trust: string }[];
  readonly prefix: RolePrefix;
}

/** What rests on a condition that cannot be known counts as cut off: better told once too often. */
export function findCutOff({ nodeRoles, roles, prefix }: FenceFacts, fence: Fence): readonly CutOff[] {
  return roles.flatMap(({ arn, trust }) => {
    const parsed = parsePolicy(trust);
    if (parsed.kind === "malformed") return [];
    const losing = nodeRoles.filter(
      (node) => mayAssume(node, arn, parsed.document) && !mayAssume(behind(node, fence, prefix), arn, parsed.document),
    );
    return losing.length === 0 ? [] : [{ role: arn, nodeRoles: losing.map((node) => node.arn) }];
  });
}

/** Roles in other accounts that node roles' own policies allow, as patterns: their trust cannot be seen from here. */
export function findForeignReach({ nodeRoles, prefix }: Omit<FenceFacts, "roles">): readonly string[] {
  const statements = nodeRoles.flatMap(({ policies }) => policies.flatMap(({ document }) => document.statements));
  const own = `:${prefix.account}:`;
  const patterns = statements
    .filter(({ effect, actions }) => effect === "Allow" && matchesAction(actions, "sts:AssumeRole"))
    .flatMap(({ resources }) => {
      if (resources?.negated === true) return [`all but ${resources.patterns.join(", ")}`];
      return resources?.patterns.filter((pattern) => !pattern.includes(own)) ?? [];
    });
  return [...new Set(patterns)];
}

function mayAssume(nodeRole: RoleFacts, role: RoleArn, trust: PolicyDocument): boolean {
  const { kind } = trustedBy({ trust, nodeRole, role });
  return kind === "allow" || kind === "unknown";
}

function behind(nodeRole: RoleFacts, fence: Fence, prefix: RolePrefix): RoleFacts {
  if (fence === "boundary") return { ...nodeRole, boundary: { name: "boundary", document: boundaryPolicy(prefix) } };
  const policy = { name: "fence", document: assumePolicy(prefix, fence) };
  return { ...nodeRole, policies: [...nodeRole.policies, policy] };
}

/** `path/name`, as a person speaks of it. */
export function shortName(role: RoleArn): string {
  const { path, name } = roleParts(role);
  return `${path}${name}`.slice(1);
}
