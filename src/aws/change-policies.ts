// Creates, deletes and replaces managed policies, each only while it is still what the plan saw.
import { ChangedMeanwhile, IamctlError, NotPermitted } from "../errors.ts";
import type { PolicyText, ReplacePolicy } from "../plan/step.ts";
import { awsErrorKind } from "./error-kinds.ts";
import type { Clients } from "./open-clients.ts";
import { readPolicy, readVersionText } from "./read-policies.ts";
import type { PolicyFacts, PolicyVersion } from "./read-policies.ts";
import { sameDocument } from "./same-document.ts";
import { retryInIam, waitForIam } from "./wait-for-iam.ts";
import type { Waiting } from "./wait-for-iam.ts";

/** A policy of that name which already holds the same document is taken as created, as after a killed run. */
export async function createPolicy(clients: Clients, policy: PolicyText, waiting: Waiting): Promise<void> {
  const iam = await clients.iam();
  const tags = Object.entries(policy.tags).map(([Key, Value]) => ({ Key, Value }));
  await clients.run({ action: "iam:CreatePolicy", resource: policy.arn }, async () => {
    try {
      await iam.createPolicy({
        PolicyName: policy.name,
        Path: policy.path,
        ...(policy.description === "" ? {} : { Description: policy.description }),
        PolicyDocument: policy.document,
        Tags: tags,
      });
    } catch (error) {
      if (awsErrorKind(error) !== "exists") throw error;
      const present = await readPresent(clients, policy.arn);
      if (present === undefined || !sameDocument(present.text, policy.document)) throw taken(policy);
    }
  });
  await waitForIam(`policy ${policy.arn}`, waiting, async () => (await readPresent(clients, policy.arn)) !== undefined);
}

/** Versions that are not the default have to go first: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export async function deletePolicy(clients: Clients, policy: PolicyText, waiting: Waiting): Promise<void> {
  const { arn } = policy;
  const present = await readPresent(clients, arn);
  if (present === undefined) return;
  if (!sameDocument(present.text, policy.document)) throw new ChangedMeanwhile(`Policy ${arn}`);
  await waitForIam(
    `policy ${arn} detached everywhere`,
    waiting,
    async () => isDetached(await readPresent(clients, arn)),
    () => stillAttached(arn),
  );
  for (const version of present.versions) if (!version.isDefault) await deleteVersion(clients, arn, version.id);
  const iam = await clients.iam();
  await clients.find({ action: "iam:DeletePolicy", resource: arn }, () =>
    retryInIam(
      `that policy ${arn} is detached`,
      waiting,
      () => iam.deletePolicy({ PolicyArn: arn }),
      (error) => awsErrorKind(error) === "conflict",
    ),
  );
  await waitForIam(`that policy ${arn} is gone`, waiting, async () => (await readPresent(clients, arn)) === undefined);
}

/** The count may lag a detachment made a second ago. */
function isDetached(policy: PolicyFacts | undefined): boolean {
  return policy === undefined || policy.attachmentCount === 0;
}

/** The quota is fixed: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const versionsPerPolicy = 5;

export async function replacePolicy(clients: Clients, step: ReplacePolicy, waiting: Waiting): Promise<void> {
  const arn = step.policyArn;
  const present = await readPresent(clients, arn);
  if (present === undefined) throw new ChangedMeanwhile(`Policy ${arn}`);
  if (!sameDocument(present.text, step.after)) {
    if (!sameDocument(present.text, step.before)) throw new ChangedMeanwhile(`Policy ${arn}`);
    await makeDefault(clients, present, step.after);
    await waitForIam(`the new version of policy ${arn}`, waiting, async () =>
      sameDocument((await readPresent(clients, arn))?.text ?? "", step.after),
    );
  }
  if (step.dropBefore) await dropVersion(clients, arn, step.before);
}

/** An older version with exactly that text is used again, so that undo leaves no version behind. */
async function makeDefault(clients: Clients, present: PolicyFacts, text: string): Promise<void> {
  const { arn, versions } = present;
  const iam = await clients.iam();
  const held = await findVersion(clients, arn, versions, text);
  if (held !== undefined) {
    await clients.run({ action: "iam:SetDefaultPolicyVersion", resource: arn }, () =>
      iam.setDefaultPolicyVersion({ PolicyArn: arn, VersionId: held.id }),
    );
    return;
  }
  const oldest = versions.find((version) => !version.isDefault);
  if (versions.length >= versionsPerPolicy && oldest !== undefined) await deleteVersion(clients, arn, oldest.id);
  await clients.run({ action: "iam:CreatePolicyVersion", resource: arn }, () =>
    iam.createPolicyVersion({ PolicyArn: arn, PolicyDocument: text, SetAsDefault: true }),
  );
}

async function dropVersion(clients: Clients, arn: string, text: string): Promise<void> {
  const present = await readPresent(clients, arn);
  const others = (present?.versions ?? []).filter((version) => !version.isDefault);
  const held = await findVersion(clients, arn, others.toReversed(), text);
  if (held !== undefined) await deleteVersion(clients, arn, held.id);
}

async function findVersion(
  clients: Clients,
  arn: string,
  versions: readonly PolicyVersion[],
  text: string,
): Promise<PolicyVersion | undefined> {
  for (const version of versions) if ((await readVersionText(clients, arn, version.id)) === text) return version;
  return undefined;
}

async function deleteVersion(clients: Clients, arn: string, version: string): Promise<void> {
  const iam = await clients.iam();
  await clients.find({ action: "iam:DeletePolicyVersion", resource: arn }, () =>
    iam.deletePolicyVersion({ PolicyArn: arn, VersionId: version }),
  );
}

/** `undefined` when there is none; a change must not rest on what may not be read. */
async function readPresent(clients: Clients, arn: string): Promise<PolicyFacts | undefined> {
  const lookup = await readPolicy(clients, arn);
  switch (lookup.kind) {
    case "found":
      return lookup;
    case "absent":
      return undefined;
    case "unreadable":
      throw new NotPermitted(lookup.problem, {
        call: lookup.call,
        subject: arn,
        hint: `Ask for ${lookup.call} on ${arn}.`,
      });
  }
}

function taken({ name, arn }: PolicyText): IamctlError {
  return new IamctlError(
    `A managed policy named ${name} exists already, with another document or path than ${arn} is to have`,
    {
      hint: `Look at it with: aws iam list-policies --scope Local --query "Policies[?PolicyName=='${name}']"`,
    },
  );
}

function stillAttached(arn: string): IamctlError {
  return new IamctlError(`Policy ${arn} is still attached somewhere, so it cannot be deleted`, {
    hint: `See where: aws iam list-entities-for-policy --policy-arn ${arn}`,
  });
}
