// IAM's actions on the versions of managed policies.
import { AwsFault } from "./aws-fault.ts";
import { checkManagedDocument } from "./check-document.ts";
import { findPolicy, missing, onPolicy } from "./find-entity.ts";
import { pageList } from "./page-list.ts";
import { customerPolicy } from "./policy-actions.ts";
import { printVersion } from "./print-entity.ts";
import { printDate, type ActionTable, type QueryCall } from "./query-action.ts";
import { overQuota, quotas } from "./quotas.ts";
import { deleteConflict } from "./role-actions.ts";

export const policyVersionActions: ActionTable = {
  ListPolicyVersions: { act: onPolicy, run: listVersions },
  GetPolicyVersion: { act: onPolicy, run: getVersion },
  CreatePolicyVersion: { act: onPolicy, run: createVersion },
  SetDefaultPolicyVersion: { act: onPolicy, run: setDefault },
  DeletePolicyVersion: { act: onPolicy, run: deleteVersion },
};

/** Newest first. */
function listVersions(call: QueryCall) {
  const policy = findPolicy(call);
  return pageList(call.parameters, [...policy.versions.keys()], {
    element: "Versions",
    key: (id) => String(1_000_000 - Number(id.slice(1))),
    print: (id) => printVersion(policy, id, false),
  });
}

function getVersion(call: QueryCall) {
  const policy = findPolicy(call);
  return { PolicyVersion: printVersion(policy, knownVersion(call), true) };
}

function createVersion(call: QueryCall) {
  const policy = customerPolicy(call);
  const document = call.parameters.need("PolicyDocument");
  checkManagedDocument(document);
  if (policy.versions.size >= quotas.versionsPerPolicy) {
    throw overQuota(
      `A managed policy can have up to ${quotas.versionsPerPolicy} versions. ` +
        "Before you create a new version, you must delete an existing version.",
    );
  }
  const id = `v${policy.nextVersion}`;
  policy.nextVersion += 1;
  policy.updatedAt = printDate(call.state.now());
  policy.versions.set(id, { document, createdAt: policy.updatedAt });
  if (call.parameters.text("SetAsDefault") === "true") policy.defaultVersion = id;
  return { PolicyVersion: printVersion(policy, id, false) };
}

function setDefault(call: QueryCall): void {
  const policy = customerPolicy(call);
  policy.defaultVersion = knownVersion(call);
  policy.updatedAt = printDate(call.state.now());
}

function deleteVersion(call: QueryCall): void {
  const policy = customerPolicy(call);
  const id = knownVersion(call);
  if (id === policy.defaultVersion) throw deleteConflict("Cannot delete the default version of a policy.");
  policy.versions.delete(id);
}

function knownVersion(call: QueryCall): string {
  const id = call.parameters.need("VersionId");
  if (!/^v[1-9]\d*$/.test(id)) throw new AwsFault("InvalidInput", 400, `The version ${id} is not valid.`);
  const { arn, versions } = findPolicy(call);
  return versions.has(id) ? id : missing(`Policy ${arn} version ${id} does not exist or is not attachable.`);
}
