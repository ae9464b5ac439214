// Looks up the roles that the cluster names: in the listing of the whole account where there is one, else one by one.
import type { AccountRoles } from "../access/account-details.ts";
import { lookUpRoles } from "../access/look-up-roles.ts";
import type { RoleLookup } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { RoleSettings } from "../pods/decide-role.ts";

export interface NamedRoles {
  readonly wanted: readonly RoleArn[];
  readonly listed: AccountRoles | undefined;
  readonly settings: RoleSettings;
  /** Whether the roles that nobody named belong to the answer, too. */
  readonly all: boolean;
}

/** Every role allows an hour; whether it allows more the listing does not tell. */
const everyRoleAllows = 3600;

export async function readNamedRoles(
  account: Account,
  { wanted, listed, settings, all }: NamedRoles,
): Promise<ReadonlyMap<RoleArn, RoleLookup>> {
  if (listed === undefined) return account.readRoles(wanted);
  const own = await account.identity();
  const found = lookUpRoles(wanted, listed, own.account);
  const answer = all ? found : new Map([...found].filter(([role]) => wanted.includes(role)));
  if (settings.sessionSeconds <= everyRoleAllows) return answer;
  return new Map([...answer, ...(await account.readRoles(wanted))]);
}
