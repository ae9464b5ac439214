// IAM's actions on the policies of roles: inline ones, and the attachment of managed ones.
import { trustSize } from "../../iam/trust-policy.ts";
import { AwsFault, validationFault } from "./aws-fault.ts";
import { checkIdentityDocument } from "./check-document.ts";
import { findRole, missing, onRole } from "./find-entity.ts";
import { cutPage, pageList, printMarker } from "./page-list.ts";
import { encodeDocument, printAttachment } from "./print-entity.ts";
import { members } from "./print-xml.ts";
import type { ActionTable, QueryCall } from "./query-action.ts";
import { holdQuota, overQuota, quotas } from "./quotas.ts";
import { modifiableRole } from "./role-actions.ts";

export const rolePolicyActions: ActionTable = {
  ListRolePolicies: { act: onRole, run: listInline },
  GetRolePolicy: { act: onRole, run: getInline },
  PutRolePolicy: { act: onRole, run: putInline },
  DeleteRolePolicy: { act: onRole, run: deleteInline },
  ListAttachedRolePolicies: { act: onRole, run: listAttached },
  AttachRolePolicy: { act: onAttachment, run: attach },
  DetachRolePolicy: { act: onAttachment, run: detach },
};

function listInline(call: QueryCall) {
  const { page, marker } = cutPage(call.parameters, [...findRole(call).inline.keys()], (name) => name);
  return { PolicyNames: members(page), ...printMarker(marker) };
}

function getInline(call: QueryCall) {
  const role = findRole(call);
  const name = call.parameters.need("PolicyName");
  const document = role.inline.get(name) ?? missing(`The role policy with name ${name} cannot be found.`);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeDocument(document) };
}

function putInline(call: QueryCall): void {
  const role = modifiableRole(call);
  const name = call.parameters.need("PolicyName");
  const document = call.parameters.need("PolicyDocument");
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    throw validationFault(name, "policyName", "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  }
  checkIdentityDocument(document);
  const texts = new Map(role.inline).set(name, document);
  const size = [...texts.values()].reduce((sum, text) => sum + trustSize(text), 0);
  if (size > quotas.rolePolicySize) {
    throw overQuota(`Maximum policy size of ${quotas.rolePolicySize} bytes exceeded for role ${role.name}`);
  }
  role.inline.set(name, document);
}

function deleteInline(call: QueryCall): void {
  const name = call.parameters.need("PolicyName");
  if (!modifiableRole(call).inline.delete(name)) missing(`The role policy with name ${name} cannot be found.`);
}

function listAttached(call: QueryCall) {
  const under = call.parameters.text("PathPrefix") ?? "/";
  const arns = [...findRole(call).attached].filter((arn) => call.account.policies.get(arn)?.path.startsWith(under));
  return pageList(call.parameters, arns, {
    element: "AttachedPolicies",
    key: (arn) => arn,
    print: (arn) => printAttachment(call.account, arn),
  });
}

function onAttachment(call: QueryCall) {
  const { resource, context } = onRole(call);
  return { resource, context: { ...context, "iam:PolicyARN": call.parameters.need("PolicyArn") } };
}

/** Attaching twice is no fault. */
function attach(call: QueryCall): void {
  const role = modifiableRole(call);
  const arn = call.parameters.need("PolicyArn");
  if (!call.account.policies.has(arn)) {
    throw new AwsFault("NoSuchEntity", 404, `Policy ${arn} does not exist or is not attachable.`);
  }
  holdQuota("PoliciesPerRole", new Set([...role.attached, arn]).size, quotas.attachedPoliciesPerRole);
  role.attached.add(arn);
}

function detach(call: QueryCall): void {
  const arn = call.parameters.need("PolicyArn");
  if (!modifiableRole(call).attached.delete(arn)) missing(`Policy ${arn} was not found.`);
}
