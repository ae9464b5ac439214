// Looks roles up in a listing of the whole account, with the answers that IAM would give one by one.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import type { Unread } from "../errors.ts";
import type { AccountRoles } from "./account-details.ts";
import type { RoleLookup } from "./role-facts.ts";

/** Every role of the account under its own ARN, and every one wanted under the ARN that was asked for. */
export function lookUpRoles(
  wanted: readonly RoleArn[],
  { roles, unread, cut }: AccountRoles,
  account: string,
): ReadonlyMap<RoleArn, RoleLookup> {
  const byName = new Map<string, RoleLookup>(
    roles.map((facts) => [roleParts(facts.arn).name.toLowerCase(), { kind: "found", facts }]),
  );
  for (const one of unread) {
    const name = one.subject.slice(one.subject.lastIndexOf("/") + 1).toLowerCase();
    byName.set(name, unreadable(one));
  }
  const otherwise: RoleLookup = cut === undefined ? { kind: "absent" } : unreadable(cut);
  const found = roles.map((facts): [RoleArn, RoleLookup] => [facts.arn, { kind: "found", facts }]);
  return new Map([
    ...wanted.map((role): [RoleArn, RoleLookup] => [role, lookUp(role, byName, account) ?? otherwise]),
    ...found,
  ]);
}

/** IAM knows roles by name, whatever their path and letter case: the facts may carry another ARN. */
function lookUp(role: RoleArn, byName: ReadonlyMap<string, RoleLookup>, account: string): RoleLookup | undefined {
  const parts = roleParts(role);
  if (parts.account !== account) {
    const problem = `${role} is in account ${parts.account}, and what was read is account ${account}`;
    return { kind: "unreadable", call: "iam:GetRole", problem };
  }
  return byName.get(parts.name.toLowerCase());
}

function unreadable(unread: Unread): RoleLookup {
  const { subject: _, ...rest } = unread;
  return { kind: "unreadable", ...rest };
}
