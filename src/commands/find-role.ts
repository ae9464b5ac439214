// Resolves the ROLE that a person typed (name, path/name or ARN) to the role as IAM holds it.
import type { RoleFacts } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import { couldNotRead, exitCodes, IamctlError } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { resolveRoleReference, type RoleBase } from "../iam/role-reference.ts";
import { didYouMean } from "../report/did-you-mean.ts";

export type FoundRole =
  | { readonly kind: "found"; readonly facts: RoleFacts }
  /** `role`: what the reference means. */
  | { readonly kind: "absent"; readonly role: RoleArn };

export async function lookUpRole(account: Account, reference: string, base: RoleBase): Promise<FoundRole> {
  const resolved = resolveRoleReference(reference, base);
  if (resolved.kind === "malformed") {
    throw new IamctlError(`"${reference}" is not a role: ${resolved.problem}.`, {
      hint: "Name it by its name, its path and name, or its ARN.",
      exitCode: exitCodes.usage,
    });
  }
  const asked = roleParts(resolved.role);
  if (asked.account !== base.account || asked.partition !== base.partition) {
    throw new IamctlError(`${resolved.role} is in another account than the cluster (${base.account}).`, {
      hint: "Grant it with credentials of that account, or name a role of this one.",
      exitCode: exitCodes.usage,
    });
  }
  const lookup = await account.readRole(asked.name);
  if (lookup.kind === "unreadable") throw couldNotRead(`Role ${resolved.role}`, lookup);
  if (lookup.kind === "absent") return { kind: "absent", role: resolved.role };
  const isBareName = !reference.includes("/");
  // A bare name means the role wherever its path is; who wrote a path or an ARN meant exactly that one.
  if (!isBareName && !meanings(reference, base).includes(lookup.facts.arn)) {
    throw new IamctlError(`There is no role ${resolved.role}.`, {
      hint: `Did you mean ${lookup.facts.arn}?`,
      exitCode: exitCodes.usage,
    });
  }
  return lookup;
}

/** `pods/api` may count from the base, as in an annotation, or from the account's root, as the ARN shows it. */
function meanings(reference: string, base: RoleBase): readonly RoleArn[] {
  return [base, { ...base, path: "/" }]
    .map((from) => resolveRoleReference(reference, from))
    .flatMap((resolved) => (resolved.kind === "resolved" ? [resolved.role] : []));
}

export function noSuchRole(role: RoleArn, near: readonly RoleArn[]): IamctlError {
  const { account, name } = roleParts(role);
  const meant = didYouMean(near) ?? "List the roles there are: aws iam list-roles --query 'Roles[].Arn'";
  return new IamctlError(`Account ${account} has no role named "${name}".`, {
    hint: `${meant} To make this one: add --create-role.`,
    exitCode: exitCodes.usage,
  });
}
