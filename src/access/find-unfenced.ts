// Finds the roles that a prefix does not keep node roles from: outside it, and trusting a node role by name.
import type { RoleArn } from "../iam/arn.ts";
import type { PolicySource } from "../iam/evaluate.ts";
import { parsePolicy, type ParsedPolicy } from "../iam/policy-document.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { trustedBy } from "../iam/trusted-by.ts";
import type { RoleFacts } from "./role-facts.ts";

export interface Unfenced {
  readonly role: RoleArn;
  readonly nodeRoles: readonly RoleArn[];
}

export interface UnfencedFacts {
  readonly nodeRoles: readonly RoleFacts[];
  readonly roles: readonly { readonly arn: RoleArn; readonly trust: string }[];
  readonly prefix: string;
}

/** Within one account such a trust policy is enough, unless something denies: no Allow of the node role's is asked for. */
export function findUnfenced(
  { nodeRoles, roles, prefix }: UnfencedFacts,
  parse: (text: string) => ParsedPolicy = parsePolicy,
): readonly Unfenced[] {
  const denying = nodeRoles.map((facts) => ({ ...facts, policies: facts.policies.map(onlyDenies) }));
  const own = new Set(nodeRoles.map(({ arn }) => arn));
  return roles.flatMap(({ arn: role, trust: text }) => {
    if (own.has(role) || isUnderPrefix(role, prefix)) return [];
    const trust = parse(text);
    if (trust.kind === "malformed") return [];
    const by = denying.filter((nodeRole) => trustedBy({ trust: trust.document, role, nodeRole }).kind === "allow");
    return by.length === 0 ? [] : [{ role, nodeRoles: by.map(({ arn }) => arn) }];
  });
}

/** Whether it needs an Allow besides shows what is left of its policies without any. */
function onlyDenies({ name, document }: PolicySource): PolicySource {
  return {
    name,
    document: { ...document, statements: document.statements.filter(({ effect }) => effect === "Deny") },
  };
}
