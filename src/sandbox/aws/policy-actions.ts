// IAM's actions on managed policies themselves.
import { isPath } from "../../iam/arn.ts";
import { iamArn, type PolicyRecord } from "./account.ts";
import { authorize } from "./authorize.ts";
import { AwsFault, validationFault } from "./aws-fault.ts";
import { checkManagedDocument } from "./check-document.ts";
import { findPolicy, onKind, onPolicy } from "./find-entity.ts";
import { cutPage, pageList, printMarker } from "./page-list.ts";
import { attachmentCount, printPolicy, printPolicySummary, printTagList } from "./print-entity.ts";
import { members } from "./print-xml.ts";
import { printDate, type ActionTable, type QueryCall } from "./query-action.ts";
import { holdQuota, quotas } from "./quotas.ts";
import { deleteConflict } from "./role-actions.ts";

export const policyActions: ActionTable = {
  GetPolicy: { act: onPolicy, run: (call) => ({ Policy: printPolicy(call.account, findPolicy(call)) }) },
  ListPolicies: { act: onKind("policy"), run: listPolicies },
  CreatePolicy: { act: onNewPolicy, run: createPolicy },
  DeletePolicy: { act: onPolicy, run: deletePolicy },
  TagPolicy: { act: onPolicy, run: tagPolicy },
  UntagPolicy: { act: onPolicy, run: untagPolicy },
  ListPolicyTags: { act: onPolicy, run: listPolicyTags },
  ListEntitiesForPolicy: { act: onPolicy, run: listEntities },
};

function listPolicies({ account, parameters }: QueryCall) {
  const scope = parameters.text("Scope") ?? "All";
  const under = parameters.text("PathPrefix") ?? "/";
  const onlyAttached = parameters.text("OnlyAttached") === "true";
  const policies = [...account.policies.values()].filter((policy) => {
    const inScope = scope === "All" || (scope === "AWS") === (policy.managedBy === "aws");
    return inScope && policy.path.startsWith(under) && (!onlyAttached || attachmentCount(account, policy.arn) > 0);
  });
  return pageList(parameters, policies, {
    element: "Policies",
    key: (policy) => policy.arn,
    print: (policy) => printPolicySummary(account, policy),
  });
}

function onNewPolicy(call: QueryCall) {
  const { arn, tags } = readNewPolicy(call);
  const requested = [...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { resource: arn, context: Object.fromEntries(requested) as Record<string, string> };
}

function createPolicy(call: QueryCall) {
  const { account } = call;
  const policy = readNewPolicy(call);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_customer-managed-policies.html: tags take a right of their own.
  if (policy.tags.size > 0)
    authorize(call.state, "iam", call.caller, { ...onNewPolicy(call), action: "iam:TagPolicy" });
  const customers = [...account.policies.values()].filter(({ managedBy }) => managedBy === "customer");
  if (customers.some(({ name }) => name.toLowerCase() === policy.name.toLowerCase())) {
    const problem = `A policy called ${policy.name} already exists. Duplicate names are not allowed.`;
    throw new AwsFault("EntityAlreadyExists", 409, problem);
  }
  checkManagedDocument(policy.versions.get("v1")?.document ?? "");
  holdQuota("PoliciesPerAccount", customers.length + 1, quotas.policies);
  const created = { ...policy, id: account.makeId("ANPA") };
  account.policies.set(created.arn, created);
  return { Policy: printPolicy(account, created) };
}

function readNewPolicy({ account, parameters, state }: QueryCall): Omit<PolicyRecord, "id"> {
  const name = parameters.need("PolicyName");
  const path = parameters.text("Path") ?? "/";
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    throw validationFault(name, "policyName", "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  }
  if (!isPath(path))
    throw validationFault(
      path,
      "path",
      "Member must satisfy regular expression pattern: ((/[A-Za-z0-9\\.,\\+@=_-]+)*)/",
    );
  const createdAt = printDate(state.now());
  return {
    name,
    path,
    arn: iamArn(account, `policy${path}${name}`),
    createdAt,
    updatedAt: createdAt,
    managedBy: "customer",
    description: parameters.text("Description"),
    tags: parameters.pairs("Tags.member"),
    versions: new Map([["v1", { document: parameters.need("PolicyDocument"), createdAt }]]),
    defaultVersion: "v1",
    nextVersion: 2,
  };
}

function deletePolicy(call: QueryCall): void {
  const policy = customerPolicy(call);
  if (attachmentCount(call.account, policy.arn) > 0)
    throw deleteConflict("Cannot delete a policy attached to entities.");
  if ([...call.account.roles.values()].some((role) => role.boundary === policy.arn)) {
    throw deleteConflict("Cannot delete a policy that is used as a permissions boundary.");
  }
  if (policy.versions.size > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
        "The default version is deleted with the policy.",
    );
  }
  call.account.policies.delete(policy.arn);
}

function tagPolicy(call: QueryCall): void {
  const policy = customerPolicy(call);
  for (const [key, value] of call.parameters.pairs("Tags.member")) policy.tags.set(key, value);
}

function untagPolicy(call: QueryCall): void {
  const policy = customerPolicy(call);
  for (const key of call.parameters.list("TagKeys.member")) policy.tags.delete(key);
}

function listPolicyTags(call: QueryCall) {
  const { page, marker } = cutPage(call.parameters, [...findPolicy(call).tags], ([key]) => key);
  return { Tags: printTagList(new Map(page)), ...printMarker(marker) };
}

function listEntities(call: QueryCall) {
  const { account } = call;
  const { arn } = findPolicy(call);
  const wanted = call.parameters.text("EntityFilter");
  // Without the filter both uses are answered: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
  const usage = call.parameters.text("PolicyUsageFilter");
  const holds = (holder: { readonly attached: ReadonlySet<string>; readonly boundary?: string | undefined }): boolean =>
    (usage !== "PermissionsBoundary" && holder.attached.has(arn)) ||
    (usage !== "PermissionsPolicy" && holder.boundary === arn);
  const roles = [...account.roles.values()].filter(holds);
  const users = [...account.users.values()].filter(holds);
  const show = (kind: string): boolean => wanted === undefined || wanted === kind;
  return {
    PolicyGroups: members([]),
    PolicyUsers: members(show("User") ? users.map(({ name, id }) => ({ UserName: name, UserId: id })) : []),
    PolicyRoles: members(show("Role") ? roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })) : []),
    ...printMarker(undefined),
  };
}

/** AWS's own policies cannot be changed, and calls on them look like calls without permission. */
export function customerPolicy(call: QueryCall): PolicyRecord {
  const policy = findPolicy(call);
  if (policy.managedBy === "customer") return policy;
  throw new AwsFault("AccessDenied", 403, `The policy ${policy.arn} is managed by AWS and cannot be changed.`);
}
