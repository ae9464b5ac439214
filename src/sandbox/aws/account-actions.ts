// IAM's actions that look at the account as a whole, at users and at instance profiles.
import {
  iamArn,
  type Account,
  type PolicyHolder,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "./account.ts";
import { findInstanceProfile, findRole, findUser, onKind, onRole } from "./find-entity.ts";
import { cutPage, pageList, printMarker } from "./page-list.ts";
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
import { quotas } from "./quotas.ts";
import { onEverything, type ActionTable, type QueryCall } from "./query-action.ts";

export const accountActions: ActionTable = {
  GetUser: { act: (call) => ({ resource: findUser(call).arn }), run: (call) => ({ User: printUser(findUser(call)) }) },
  ListUsers: { act: onKind("user"), run: listUsers },
  GetInstanceProfile: { act: onInstanceProfile, run: getInstanceProfile },
  ListInstanceProfiles: { act: onKind("instance-profile"), run: listInstanceProfiles },
  ListInstanceProfilesForRole: { act: onRole, run: listInstanceProfilesForRole },
  GetAccountSummary: { act: onEverything, run: summarize },
  ListAccountAliases: { act: onEverything, run: () => ({ AccountAliases: members([]), IsTruncated: false }) },
  GetAccountAuthorizationDetails: { act: onEverything, run: tellEverything },
};

function listUsers({ account, parameters }: QueryCall) {
  const users = [...account.users.values()];
  return pageList(parameters, users, { element: "Users", key: (user) => user.name, print: printUser });
}

function onInstanceProfile({ account, parameters }: QueryCall) {
  const name = parameters.need("InstanceProfileName");
  const known = account.instanceProfiles.get(name.toLowerCase());
  return { resource: known?.arn ?? iamArn(account, `instance-profile/${name}`) };
}

function getInstanceProfile(call: QueryCall) {
  return { InstanceProfile: printInstanceProfile(call.account, findInstanceProfile(call)) };
}

function listInstanceProfiles(call: QueryCall) {
  return pageProfiles(call, () => true);
}

function listInstanceProfilesForRole(call: QueryCall) {
  const { name } = findRole(call);
  return pageProfiles(call, (role) => role === name);
}

function pageProfiles({ account, parameters }: QueryCall, wanted: (role: string) => boolean) {
  const profiles = [...account.instanceProfiles.values()].filter(({ role }) => wanted(role));
  return pageList(parameters, profiles, {
    element: "InstanceProfiles",
    key: (profile) => profile.name,
    print: (profile) => printInstanceProfile(account, profile),
  });
}

function summarize({ account }: QueryCall): XmlTree {
  const summary = {
    Users: account.users.size,
    UsersQuota: quotas.users,
    Roles: account.roles.size,
    RolesQuota: quotas.roles,
    Policies: [...account.policies.values()].filter(({ managedBy }) => managedBy === "customer").length,
    PoliciesQuota: quotas.policies,
    InstanceProfiles: account.instanceProfiles.size,
    InstanceProfilesQuota: quotas.instanceProfiles,
    AssumeRolePolicySizeQuota: quotas.assumeRolePolicySize,
    AttachedPoliciesPerRoleQuota: quotas.attachedPoliciesPerRole,
    PolicySizeQuota: quotas.policySize,
    RolePolicySizeQuota: quotas.rolePolicySize,
    VersionsPerPolicyQuota: quotas.versionsPerPolicy,
  };
  return { SummaryMap: { entry: Object.entries(summary).map(([key, value]) => ({ key, value })) } };
}

/** One list pages through users, roles and policies in this order, like AWS's. */
function tellEverything({ account, parameters }: QueryCall): XmlTree {
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
    RoleLastUsed: {},
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
