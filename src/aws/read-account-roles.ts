// Reads every role of the account with its documents, in a few calls instead of several for each.
import type { GetAccountAuthorizationDetailsCommandInput, IAM } from "@aws-sdk/client-iam";
import {
  type AccountRoles,
  type ManagedPolicyDetail,
  readAccountDetails,
  type RoleDetail,
} from "../access/account-details.ts";
import { EndedEarly, IamctlError, NotPermitted } from "../errors.ts";
import type { Clients } from "./open-clients.ts";

const action = "iam:GetAccountAuthorizationDetails";

/** What is asked of IAM, and how much at once: a bare listing must ask the same to be compared with. */
export const detailsWanted = {
  filter: { Filter: ["Role", "LocalManagedPolicy", "AWSManagedPolicy"] },
  paging: { pageSize: 1000 },
} satisfies { filter: GetAccountAuthorizationDetailsCommandInput; paging: object };

/**
 * Throws NotPermitted where the one call is not allowed, and EndedEarly where it breaks off: then roles can still be read
 * one by one.
 */
export async function readAccountRoles(clients: Clients, progress: (roles: number) => void): Promise<AccountRoles> {
  const iam = await clients.iam();
  const roles: RoleDetail[] = [];
  const policies: ManagedPolicyDetail[] = [];
  const list = async (): Promise<void> => listDetails(iam, { roles, policies, progress });
  await clients.run({ action, resource: "*" }, list).catch((error: unknown) => {
    const brokeOff = roles.length > 0 && error instanceof IamctlError && !(error instanceof NotPermitted);
    throw brokeOff ? new EndedEarly({ call: action, subject: "*" }, roles, error) : error;
  });
  return readAccountDetails({ RoleDetailList: roles, Policies: policies }, toSeconds);
}

async function listDetails(
  iam: IAM,
  { roles, policies, progress }: { roles: RoleDetail[]; policies: ManagedPolicyDetail[]; progress: Progress },
): Promise<void> {
  let more = false;
  const pages = iam.paginateGetAccountAuthorizationDetails(detailsWanted.filter, detailsWanted.paging);
  for await (const page of pages) {
    roles.push(...(page.RoleDetailList ?? []));
    // Of each policy only the default version counts: five of them would stand in memory otherwise.
    for (const policy of page.Policies ?? []) policies.push(withoutOldVersions(policy));
    progress(roles.length);
    more = page.IsTruncated === true;
  }
  // The SDK takes a page without a marker for the last one, whatever else it says.
  if (more) throw new IamctlError("IAM says that there is more, and not where", { hint: "Run the audit again." });
}

type Progress = (roles: number) => void;

function withoutOldVersions(policy: ManagedPolicyDetail): ManagedPolicyDetail {
  const PolicyVersionList = policy.PolicyVersionList?.filter(({ IsDefaultVersion }) => IsDefaultVersion === true);
  return { ...policy, PolicyVersionList };
}

function toSeconds(time: unknown): number | undefined {
  return time instanceof Date ? Math.floor(time.getTime() / 1000) : undefined;
}
