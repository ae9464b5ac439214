// Which roles of the account somebody may have meant who named one that is not there.
import { createRefusals } from "../access/refusals.ts";
import type { Account } from "../aws/connect-account.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { nearNames } from "../pods/near-names.ts";

/** None where the roles may not be listed: the answer goes without the hint then. */
export async function readNearRoles(account: Account, role: RoleArn): Promise<readonly RoleArn[]> {
  const listed = (await account.listRoles().catch(createRefusals().note)) ?? [];
  return nearRoles(
    roleParts(role).name,
    listed.map(({ arn }) => arn),
  );
}

export function nearRoles(name: string, roles: readonly RoleArn[]): readonly RoleArn[] {
  return nearNames(name, roles, (role) => roleParts(role).name);
}
