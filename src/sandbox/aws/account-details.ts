// GetAccountAuthorizationDetails: every user, role and policy of the account with its documents, in pages.
import type { Account, PolicyHolder, PolicyRecord, RoleRecord, UserRecord } from "./account.ts";
import { cutPage, printMarker } from "./page-list.ts";
import {
  encodeDocument,
  printAttachment,
  printBoundary,
  printInstanceProfile,
  printPolicySummary,
  printRoleSummary,
  printTagList,
  printUser,
  printVersion,
} from "./print-entity.ts";
import { members, type XmlTree } from "./print-xml.ts";
import { printDate, type QueryCall } from "./query-action.ts";

/** One list pages through users, roles and policies in this order, like AWS's. */
export function tellEverything({ account, parameters }: QueryCall): XmlTree {
  const filter = parameters.list("Filter.member");
  const wants = (kind: string): boolean => filter.length === 0 || filter.includes(kind);
  const everything = [
    ...(wants("User") ? [...account.users.values()].map((user) => ({ kind: "1user" as const, user })) : []),
    ...(wants("Role") ? [...account.roles.values()].map((role) => ({ kind: "2role" as const, role })) : []),
    ...[...account.policies.values()]
      .filter((policy) => wants(policy.managedBy === "aws" ? "AWSManagedPolicy" : "LocalManagedPolicy"))
      .map((policy) => ({ kind: "3policy" as const, policy })),
  ];
  const { page, marker } = cutPage(parameters, everything, (one) => {
    return `${one.kind} ${one.kind === "1user" ? one.user.name : one.kind === "2role" ? one.role.name : one.policy.arn}`;
  });
  return {
    UserDetailList: members(page.flatMap((one) => (one.kind === "1user" ? [printUserDetail(account, one.user)] : []))),
    GroupDetailList: members([]),
    RoleDetailList: members(page.flatMap((one) => (one.kind === "2role" ? [printRoleDetail(account, one.role)] : []))),
    Policies: members(page.flatMap((one) => (one.kind === "3policy" ? [printPolicyDetail(account, one.policy)] : []))),
    ...printMarker(marker),
  };
}

function printUserDetail(account: Account, user: UserRecord): XmlTree {
  return { ...printUser(user), ...printHeldPolicies(account, "UserPolicyList", user), GroupList: members([]) };
}

function printRoleDetail(account: Account, role: RoleRecord): XmlTree {
  const { Description: _, MaxSessionDuration: __, ...summary } = printRoleSummary(role);
  const profiles = [...account.instanceProfiles.values()].filter((profile) => profile.role === role.name);
  return {
    ...summary,
    ...printHeldPolicies(account, "RolePolicyList", role),
    ...printBoundary(role),
    InstanceProfileList: members(profiles.map((profile) => printInstanceProfile(account, profile))),
    Tags: printTagList(role.tags),
    // Scenarios tell of houses where programs run: their roles are in use.
    RoleLastUsed: { LastUsedDate: printDate(new Date()), Region: account.region },
  };
}

function printHeldPolicies(account: Account, element: string, holder: PolicyHolder): XmlTree {
  const inline = [...holder.inline].map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodeDocument(text) }));
  const attached = [...holder.attached].map((arn) => printAttachment(account, arn));
  return { [element]: members(inline), AttachedManagedPolicies: members(attached) };
}

function printPolicyDetail(account: Account, policy: PolicyRecord): XmlTree {
  const versions = [...policy.versions.keys()].map((id) => printVersion(policy, id, true));
  return { ...printPolicySummary(account, policy), PolicyVersionList: members(versions) };
}
