// IAM's actions that look at the account as a whole, at users and at instance profiles.
import { tellEverything } from "./account-details.ts";
import { iamArn } from "./account.ts";
import { issuerOf } from "./eks-operations.ts";
import { findInstanceProfile, findRole, findUser, onKind, onRole } from "./find-entity.ts";
import { pageList } from "./page-list.ts";
import { printInstanceProfile, printUser } from "./print-entity.ts";
import { members, type XmlTree } from "./print-xml.ts";
import { onEverything, type ActionTable, type QueryCall } from "./query-action.ts";
import { quotas } from "./quotas.ts";

export const accountActions: ActionTable = {
  GetUser: { act: (call) => ({ resource: findUser(call).arn }), run: (call) => ({ User: printUser(findUser(call)) }) },
  ListUsers: { act: onKind("user"), run: listUsers },
  GetInstanceProfile: { act: onInstanceProfile, run: getInstanceProfile },
  ListInstanceProfiles: { act: onKind("instance-profile"), run: listInstanceProfiles },
  ListInstanceProfilesForRole: { act: onRole, run: listInstanceProfilesForRole },
  GetAccountSummary: { act: onEverything, run: summarize },
  ListOpenIDConnectProviders: { act: onEverything, run: listOidcProviders },
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

function listOidcProviders({ account }: QueryCall): XmlTree {
  const providers = account.clusters
    .filter(({ oidcProvider }) => oidcProvider === "present")
    .map((cluster) => ({ Arn: iamArn(account, `oidc-provider/${issuerOf(cluster, account.region)}`) }));
  return { OpenIDConnectProviderList: members(providers) };
}
