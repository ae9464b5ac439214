// Reads every role of the account with its documents, in a few calls instead of several for each.
import type { IAM } from "@aws-sdk/client-iam";
import {
  type AccountRoles,
  type ManagedPolicyDetail,
  readAccountDetails,
  type RoleDetail,
} from "../access/account-details.ts";
import type { Clients } from "./open-clients.ts";

/** Throws NotPermitted where the one call is not allowed: then roles can still be read one by one. */
export async function readAccountRoles(clients: Clients, progress: (roles: number) => void): Promise<AccountRoles> {
  const iam = await clients.iam();
  const details = await clients.run({ action: "iam:GetAccountAuthorizationDetails", resource: "*" }, () =>
    listDetails(iam, progress),
  );
  return readAccountDetails(details, toSeconds);
}

async function listDetails(
  iam: IAM,
  progress: (roles: number) => void,
): Promise<{ RoleDetailList: RoleDetail[]; Policies: ManagedPolicyDetail[] }> {
  const roles: RoleDetail[] = [];
  const policies: ManagedPolicyDetail[] = [];
  const pages = iam.paginateGetAccountAuthorizationDetails(
    { Filter: ["Role", "LocalManagedPolicy", "AWSManagedPolicy"] },
    { pageSize: 1000 },
  );
  for await (const page of pages) {
    roles.push(...(page.RoleDetailList ?? []));
    // Of each policy only the default version counts: five of them would stand in memory otherwise.
    for (const policy of page.Policies ?? []) policies.push(withoutOldVersions(policy));
    progress(roles.length);
  }
  return { RoleDetailList: roles, Policies: policies };
}

function withoutOldVersions(policy: ManagedPolicyDetail): ManagedPolicyDetail {
  const PolicyVersionList = policy.PolicyVersionList?.filter(({ IsDefaultVersion }) => IsDefaultVersion === true);
  return { ...policy, PolicyVersionList };
}

function toSeconds(time: unknown): number | undefined {
  return time instanceof Date ? Math.floor(time.getTime() / 1000) : undefined;
}
