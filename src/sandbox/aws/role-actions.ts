// IAM's actions on roles themselves.
import { isPath, isRoleName, makeRoleArn } from "../../iam/arn.ts";
import type { RoleRecord } from "./account.ts";
import { AwsFault, validationFault } from "./aws-fault.ts";
import { checkTrustDocument } from "./check-document.ts";
import { findRole, missing, onKind, onRole } from "./find-entity.ts";
import { cutPage, pageList, printMarker } from "./page-list.ts";
import { printRole, printRoleSummary, printTagList } from "./print-entity.ts";
import { printDate, type ActionTable, type QueryCall } from "./query-action.ts";
import { holdQuota, quotas } from "./quotas.ts";

export const roleActions: ActionTable = {
  GetRole: { act: onRole, run: (call) => ({ Role: printRole(findRole(call)) }) },
  ListRoles: { act: onKind("role"), run: listRoles },
  CreateRole: { act: onNewRole, run: createRole },
  DeleteRole: { act: onRole, run: deleteRole },
  UpdateAssumeRolePolicy: { act: onRole, run: updateTrust },
  UpdateRole: { act: onRole, run: updateRole },
  PutRolePermissionsBoundary: { act: onBoundary, run: putBoundary },
  DeleteRolePermissionsBoundary: { act: onRole, run: deleteBoundary },
  TagRole: { act: onRole, run: tagRole },
  UntagRole: { act: onRole, run: untagRole },
  ListRoleTags: { act: onRole, run: listRoleTags },
};

function listRoles({ account, parameters }: QueryCall) {
  const under = parameters.text("PathPrefix") ?? "/";
  const roles = [...account.roles.values()].filter((role) => role.path.startsWith(under));
  return pageList(parameters, roles, { element: "Roles", key: (role) => role.name, print: printRoleSummary });
}

function onNewRole(call: QueryCall) {
  const { arn, boundary, tags } = readNewRole(call);
  const requested = [...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  const context = Object.fromEntries(requested) as Record<string, string>;
  return {
    resource: arn,
    context: boundary === undefined ? context : { ...context, "iam:PermissionsBoundary": boundary },
  };
}

function createRole(call: QueryCall) {
  const { account } = call;
  const role = readNewRole(call);
  if (account.roles.has(role.name.toLowerCase())) {
    throw new AwsFault("EntityAlreadyExists", 409, `Role with name ${role.name} already exists.`);
  }
  checkTrustDocument(account, role.trust);
  if (role.boundary !== undefined && !account.policies.has(role.boundary)) {
    missing(`Scope ARN: ${role.boundary} does not exist or is not attachable.`);
  }
  holdQuota("RolesPerAccount", account.roles.size + 1, quotas.roles);
  account.roles.set(role.name.toLowerCase(), { ...role, id: account.makeId("AROA") });
  return { Role: printRole(findRole(call)) };
}

function readNewRole({ account, parameters, state }: QueryCall): Omit<RoleRecord, "id"> {
  const name = parameters.need("RoleName");
  const path = parameters.text("Path") ?? "/";
  if (!isRoleName(name))
    throw validationFault(name, "roleName", "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  if (!isPath(path))
    throw validationFault(
      path,
      "path",
      "Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
    );
  return {
    name,
    path,
    arn: makeRoleArn({ partition: account.partition, account: account.id, path, name }),
    createdAt: printDate(state.now()),
    trust: parameters.need("AssumeRolePolicyDocument"),
    description: parameters.text("Description"),
    inline: new Map(),
    attached: new Set(),
    boundary: parameters.text("PermissionsBoundary"),
    tags: parameters.pairs("Tags.member"),
    maxSessionSeconds: parameters.integer("MaxSessionDuration", { least: 3600, most: 43_200, usual: 3600 }),
  };
}

function deleteRole(call: QueryCall): void {
  const { account } = call;
  const role = modifiableRole(call);
  if ([...account.instanceProfiles.values()].some((profile) => profile.role === role.name)) {
    throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
  }
  if (role.attached.size > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (role.inline.size > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
  account.roles.delete(role.name.toLowerCase());
  // From now on trust policies show the unique id that IAM had stored all along, and a new role of this name is another.
  for (const other of account.roles.values()) other.trust = other.trust.replaceAll(`"${role.arn}"`, `"${role.id}"`);
}

function updateTrust(call: QueryCall): void {
  const role = modifiableRole(call);
  const document = call.parameters.need("PolicyDocument");
  checkTrustDocument(call.account, document);
  role.trust = document;
}

function updateRole(call: QueryCall) {
  const role = modifiableRole(call);
  const { parameters } = call;
  role.description = parameters.text("Description") ?? role.description;
  const range = { least: 3600, most: 43_200, usual: role.maxSessionSeconds };
  role.maxSessionSeconds = parameters.integer("MaxSessionDuration", range);
  return {};
}

function onBoundary(call: QueryCall) {
  const { resource, context } = onRole(call);
  return { resource, context: { ...context, "iam:PermissionsBoundary": call.parameters.need("PermissionsBoundary") } };
}

function putBoundary(call: QueryCall): void {
  const boundary = call.parameters.need("PermissionsBoundary");
  if (!call.account.policies.has(boundary)) missing(`Policy ${boundary} does not exist or is not attachable.`);
  modifiableRole(call).boundary = boundary;
}

function deleteBoundary(call: QueryCall): void {
  const role = modifiableRole(call);
  if (role.boundary === undefined) missing(`The role ${role.name} has no permissions boundary.`);
  role.boundary = undefined;
}

function tagRole(call: QueryCall): void {
  const role = modifiableRole(call);
  for (const [key, value] of call.parameters.pairs("Tags.member")) role.tags.set(key, value);
}

function untagRole(call: QueryCall): void {
  const role = modifiableRole(call);
  for (const key of call.parameters.list("TagKeys.member")) role.tags.delete(key);
}

function listRoleTags(call: QueryCall) {
  const { page, marker } = cutPage(call.parameters, [...findRole(call).tags], ([key]) => key);
  return { Tags: printTagList(new Map(page)), ...printMarker(marker) };
}

/** Roles of AWS's services cannot be changed by anybody else. */
export function modifiableRole(call: QueryCall): RoleRecord {
  const role = findRole(call);
  if (!role.path.startsWith("/aws-service-role/")) return role;
  const problem = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`;
  throw new AwsFault("UnmodifiableEntity", 400, problem);
}

export function deleteConflict(message: string): AwsFault {
  return new AwsFault("DeleteConflict", 409, message);
}
