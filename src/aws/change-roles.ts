// Changes IAM roles: attached policies, and the trust policy while it is still what the plan saw.
import { ChangedMeanwhile, IamctlError } from "../errors.ts";
import { roleParts } from "../iam/arn.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { AttachPolicy, DetachPolicy, ReplaceTrust } from "../plan/step.ts";
import { decodeDocument } from "./decode-document.ts";
import { awsErrorKind, errorParts } from "./error-kinds.ts";
import type { Clients } from "./open-clients.ts";
import { listAttached } from "./read-roles.ts";
import { sameDocument } from "./same-document.ts";
import { retryInIam, waitForIam } from "./wait-for-iam.ts";
import type { Waiting } from "./wait-for-iam.ts";

/** A policy that is attached already stays attached. */
export async function attachPolicy(
  clients: Clients,
  { role, policyArn }: AttachPolicy,
  waiting: Waiting,
): Promise<void> {
  const { name } = roleParts(role);
  const iam = await clients.iam();
  await clients.run({ action: "iam:AttachRolePolicy", resource: role }, () =>
    // A policy created a second ago may not be known yet where the attachment is made.
    retryInIam(
      `policy ${policyArn}`,
      waiting,
      () => iam.attachRolePolicy({ RoleName: name, PolicyArn: policyArn }),
      (error) => awsErrorKind(error) === "absent" && errorParts(error).message.includes(policyArn),
    ),
  );
  await waitForIam(`the policy attached to ${role}`, waiting, async () =>
    (await listAttached(clients, role)).includes(policyArn),
  );
}

/** A policy or role that is gone needs no detaching. */
export async function detachPolicy(
  clients: Clients,
  { role, policyArn }: DetachPolicy,
  waiting: Waiting,
): Promise<void> {
  const { name } = roleParts(role);
  const iam = await clients.iam();
  await clients.find({ action: "iam:DetachRolePolicy", resource: role }, () =>
    iam.detachRolePolicy({ RoleName: name, PolicyArn: policyArn }),
  );
  await waitForIam(`the policy detached from ${role}`, waiting, async () => {
    const attached = await listAttached(clients, role);
    return !attached.includes(policyArn);
  });
}

/** IAM has no compare-and-swap for trust policies, so the comparison happens as late as possible. */
export async function replaceTrust(
  clients: Clients,
  { role, before, after }: ReplaceTrust,
  waiting: Waiting,
): Promise<void> {
  const present = await readTrust(clients, role);
  if (present === after) return;
  if (!sameDocument(present, before)) {
    if (sameDocument(present, after)) return;
    throw new ChangedMeanwhile(`The trust policy of ${role}`);
  }
  const iam = await clients.iam();
  await clients.run({ action: "iam:UpdateAssumeRolePolicy", resource: role }, () =>
    retryInIam(
      "the roles that the trust policy names",
      waiting,
      () => iam.updateAssumeRolePolicy({ RoleName: roleParts(role).name, PolicyDocument: after }),
      isUnknownPrincipal,
    ),
  );
  let others = 0;
  await waitForIam(`the new trust policy of ${role}`, waiting, async () => {
    const shown = await readTrust(clients, role);
    if (sameDocument(shown, after)) return true;
    // What was there before may be shown for a while yet; anything else, again and again, was written over ours.
    others = sameDocument(shown, before) ? 0 : others + 1;
    if (others >= looksUntilOverwritten) throw new ChangedMeanwhile(`The trust policy of ${role}`, overwritten);
    return false;
  });
}

const looksUntilOverwritten = 3;
const overwritten = ": somebody wrote another one at the same moment";

/** IAM answers this for a principal created seconds ago, until it has heard of it. */
export function isUnknownPrincipal(error: unknown): boolean {
  return awsErrorKind(error) === "malformed" && /invalid principal/i.test(errorParts(error).message);
}

async function readTrust(clients: Clients, role: RoleArn): Promise<string> {
  const trust = await findTrust(clients, role);
  if (trust !== undefined) return trust;
  throw new IamctlError(`Role ${role} does not exist any more`, { hint: "Run the command again." });
}

/** `undefined` when there is no such role. */
export async function findTrust(clients: Clients, role: RoleArn): Promise<string | undefined> {
  const iam = await clients.iam();
  const answer = await clients.find({ action: "iam:GetRole", resource: role }, () =>
    iam.getRole({ RoleName: roleParts(role).name }),
  );
  if (answer?.Role === undefined) return undefined;
  if (answer.Role.Arn !== role)
    throw new ChangedMeanwhile(`Role ${role} (IAM now answers ${answer.Role.Arn ?? "no ARN"})`);
  return decodeDocument(answer.Role.AssumeRolePolicyDocument ?? "");
}
