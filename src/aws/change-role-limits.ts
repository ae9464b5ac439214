// Changes what a role may do at most or by a policy of its own: permissions boundary and inline policy.
import { ChangedMeanwhile, couldNotRead } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import type { SetBoundary, WriteInlinePolicy } from "../plan/step.ts";
import { awsErrorKind, errorParts } from "./error-kinds.ts";
import type { Clients } from "./open-clients.ts";
import { readInlinePolicy } from "./read-inline-policy.ts";
import { sameDocument } from "./same-document.ts";
import { retryInIam, waitForIam, type Waiting } from "./wait-for-iam.ts";

/** IAM replaces a policy of that name whatever it holds, so it is compared as late as possible. */
export async function writeInlinePolicy(
  clients: Clients,
  { role, name, before, after }: WriteInlinePolicy,
  waiting: Waiting,
): Promise<void> {
  const holds = async (wanted: string | undefined): Promise<boolean> => {
    const text = await readText(clients, role, name);
    return text === undefined || wanted === undefined ? text === wanted : sameDocument(text, wanted);
  };
  if (await holds(after)) return;
  if (!(await holds(before))) throw new ChangedMeanwhile(`The inline policy ${name} of ${role}`);
  const iam = await clients.iam();
  const which = { RoleName: roleParts(role).name, PolicyName: name };
  await (after === undefined
    ? clients.find({ action: "iam:DeleteRolePolicy", resource: role }, () => iam.deleteRolePolicy(which))
    : clients.run({ action: "iam:PutRolePolicy", resource: role }, () =>
        iam.putRolePolicy({ ...which, PolicyDocument: after }),
      ));
  await waitForIam(`the inline policy ${name} of ${role}`, waiting, async () => holds(after));
}

export async function setBoundary(
  clients: Clients,
  { role, before, after }: SetBoundary,
  waiting: Waiting,
): Promise<void> {
  const present = await readBoundary(clients, role);
  if (present === after) return;
  if (present !== before) throw new ChangedMeanwhile(`The permissions boundary of ${role}`);
  const iam = await clients.iam();
  const { name: RoleName } = roleParts(role);
  await (after === undefined
    ? clients.find({ action: "iam:DeleteRolePermissionsBoundary", resource: role }, () =>
        iam.deleteRolePermissionsBoundary({ RoleName }),
      )
    : clients.run({ action: "iam:PutRolePermissionsBoundary", resource: role }, () =>
        // A policy created a second ago may not be known yet where the boundary is set.
        retryInIam(
          `policy ${after}`,
          waiting,
          () => iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: after }),
          (error) => awsErrorKind(error) === "absent" && errorParts(error).message.includes(after),
        ),
      ));
  await waitForIam(
    `the permissions boundary of ${role}`,
    waiting,
    async () => (await readBoundary(clients, role)) === after,
  );
}

async function readText(clients: Clients, role: RoleArn, name: string): Promise<string | undefined> {
  const lookup = await readInlinePolicy(clients, role, name);
  if (lookup.kind === "unreadable") throw couldNotRead(`The inline policy ${name} of ${role}`, lookup);
  return lookup.kind === "found" ? lookup.text : undefined;
}

async function readBoundary(clients: Clients, role: RoleArn): Promise<string | undefined> {
  const iam = await clients.iam();
  const answer = await clients.run({ action: "iam:GetRole", resource: role }, () =>
    iam.getRole({ RoleName: roleParts(role).name }),
  );
  return answer.Role?.PermissionsBoundary?.PermissionsBoundaryArn;
}
