// Finds what an IAM call names, or answers NoSuchEntity in IAM's words.
import {
  iamArn,
  type Account,
  type InstanceProfileRecord,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import type { QueryCall } from "./query-action.ts";

export function findRole({ account, parameters }: QueryCall): RoleRecord {
  const name = parameters.need("RoleName");
  return account.roles.get(name.toLowerCase()) ?? missing(`The role with name ${name} cannot be found.`);
}

export function findPolicy({ account, parameters }: QueryCall): PolicyRecord {
  const arn = parameters.need("PolicyArn");
  return account.policies.get(arn) ?? missing(`Policy ${arn} was not found.`);
}

export function findInstanceProfile({ account, parameters }: QueryCall): InstanceProfileRecord {
  const name = parameters.need("InstanceProfileName");
  return account.instanceProfiles.get(name.toLowerCase()) ?? missing(`Instance Profile ${name} cannot be found.`);
}

export function findUser({ account, parameters, caller }: QueryCall): UserRecord {
  const name = parameters.text("UserName") ?? (caller.source === "user" ? caller.holder : undefined);
  if (name === undefined) {
    throw new AwsFault("ValidationError", 400, "Must specify userName when calling with non-User credentials");
  }
  return account.users.get(name.toLowerCase()) ?? missing(`The user with name ${name} cannot be found.`);
}

export function missing(message: string): never {
  throw new AwsFault("NoSuchEntity", 404, message);
}

/** The act's resource for a call that names a role: its true ARN, or the one it would have without a path. */
export function onRole({ account, parameters }: QueryCall): { resource: string; context: Record<string, string> } {
  const name = parameters.need("RoleName");
  const role = account.roles.get(name.toLowerCase());
  if (role === undefined) return { resource: iamArn(account, `role/${name}`), context: {} };
  const boundary = role.boundary === undefined ? {} : { "iam:PermissionsBoundary": role.boundary };
  return { resource: role.arn, context: { ...resourceTags(role.tags), ...boundary } };
}

export function onPolicy({ account, parameters }: QueryCall): { resource: string; context: Record<string, string> } {
  const arn = parameters.need("PolicyArn");
  return { resource: arn, context: resourceTags(account.policies.get(arn)?.tags ?? new Map()) };
}

/** For actions on a kind of entity rather than on one of them. */
export function onKind(kind: "role" | "user" | "policy" | "instance-profile") {
  return ({ account }: { readonly account: Account }) => ({ resource: iamArn(account, `${kind}/`) });
}

function resourceTags(tags: ReadonlyMap<string, string>): Record<string, string> {
  const keys = [...tags].flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`iam:ResourceTag/${key}`, value],
  ]);
  return Object.fromEntries(keys) as Record<string, string>;
}
