// Makes a role for pods, and takes it away again while it is as it was made.
import { ChangedMeanwhile } from "../errors.ts";
import { roleParts } from "../iam/arn.ts";
import type { NewRole } from "../plan/step.ts";
import { isUnknownPrincipal, findTrust } from "./change-roles.ts";
import type { Clients } from "./open-clients.ts";
import { sameDocument } from "./same-document.ts";
import { retryInIam, type Waiting, waitForIam } from "./wait-for-iam.ts";

/** A role that is there as wished already was made by a run that was cut short. */
export async function createRole(clients: Clients, role: NewRole, waiting: Waiting): Promise<void> {
  const present = await findTrust(clients, role.arn);
  if (present !== undefined) {
    if (sameDocument(present, role.trust)) return;
    throw new ChangedMeanwhile(`The role ${role.arn}, which was not there,`);
  }
  const { name, path } = roleParts(role.arn);
  const iam = await clients.iam();
  await clients.run({ action: "iam:CreateRole", resource: role.arn }, () =>
    retryInIam(
      "the roles that the trust policy names",
      waiting,
      () =>
        iam.createRole({
          RoleName: name,
          Path: path,
          AssumeRolePolicyDocument: role.trust,
          Description: role.description,
          Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
          ...(role.boundary !== undefined && { PermissionsBoundary: role.boundary }),
        }),
      isUnknownPrincipal,
    ),
  );
  await waitForIam(`the new role ${role.arn}`, waiting, async () => (await findTrust(clients, role.arn)) !== undefined);
}

/** A role that is gone needs no deleting. */
export async function deleteRole(clients: Clients, role: NewRole, waiting: Waiting): Promise<void> {
  const present = await findTrust(clients, role.arn);
  if (present === undefined) return;
  if (!sameDocument(present, role.trust)) throw new ChangedMeanwhile(`The trust policy of ${role.arn}`);
  const iam = await clients.iam();
  await clients.run({ action: "iam:DeleteRole", resource: role.arn }, () =>
    iam.deleteRole({ RoleName: roleParts(role.arn).name }),
  );
  await waitForIam(
    `that the role ${role.arn} is gone`,
    waiting,
    async () => (await findTrust(clients, role.arn)) === undefined,
  );
}
