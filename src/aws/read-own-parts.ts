// Finds everything of iamctl's in the account by what it shows itself: the path of its policies, and every role's trust.
import type { PolicyUsageType } from "@aws-sdk/client-iam";
import { parseRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import type { OwnPolicy, UninstallFacts } from "../plan/uninstall-facts.ts";
import { couldNotRead } from "../errors.ts";
import { decodeDocument } from "./decode-document.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";
import { readInlinePolicy } from "./read-inline-policy.ts";
import { readPolicy } from "./read-policies.ts";

export type OwnInAccount = Pick<UninstallFacts, "policies" | "roles" | "inlined">;

export interface OwnNames {
  /** The path of iamctl's managed policies. */
  readonly path: string;
  /** The name of the inline policy that it gives a node role. */
  readonly inline: string;
}

/** Throws when something may not be read: what was not seen cannot be said to be gone. */
export async function readOwnParts(clients: Clients, { path, inline }: OwnNames): Promise<OwnInAccount> {
  const roles = await listRoles(clients);
  const arns = await listPolicies(clients, path);
  const policies = await inParallel(arns, atOnce, async (arn) => readOwnPolicy(clients, arn, roles));
  // A role that EC2 may not assume is no node's, so nobody has given it the inline policy.
  const nodes = roles.filter(({ trust }) => trust.includes("ec2."));
  const texts = await inParallel(nodes, atOnce, async ({ arn }) => readInline(clients, arn, inline));
  return {
    roles,
    policies: policies.flatMap((policy) => policy ?? []),
    inlined: nodes.flatMap(({ arn: role }, at) => {
      const text = texts[at];
      return text === undefined ? [] : [{ role, name: inline, text }];
    }),
  };
}

/** IAM throttles its read calls early: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const atOnce = 4;

async function readInline(clients: Clients, role: RoleArn, name: string): Promise<string | undefined> {
  const lookup = await readInlinePolicy(clients, role, name);
  if (lookup.kind === "unreadable") throw couldNotRead(`The inline policy ${name} of ${role}`, lookup);
  return lookup.kind === "found" ? lookup.text : undefined;
}

async function listRoles(clients: Clients): Promise<OwnInAccount["roles"]> {
  const iam = await clients.iam();
  return clients.run({ action: "iam:ListRoles", resource: "*" }, async () => {
    const roles: { arn: RoleArn; trust: string }[] = [];
    for await (const page of iam.paginateListRoles({ MaxItems: 1000 })) {
      for (const { Arn = "", AssumeRolePolicyDocument = "" } of page.Roles ?? []) {
        const arn = parseRoleArn(Arn);
        if (arn !== undefined) roles.push({ arn, trust: decodeDocument(AssumeRolePolicyDocument) });
      }
    }
    return roles;
  });
}

async function listPolicies(clients: Clients, path: string): Promise<readonly string[]> {
  const iam = await clients.iam();
  return clients.run({ action: "iam:ListPolicies", resource: "*" }, async () => {
    const arns: string[] = [];
    for await (const page of iam.paginateListPolicies({ Scope: "Local", PathPrefix: path })) {
      for (const { Arn } of page.Policies ?? []) if (Arn !== undefined) arns.push(Arn);
    }
    return arns;
  });
}

/** `undefined` for one that was deleted since it was listed. */
async function readOwnPolicy(
  clients: Clients,
  arn: string,
  roles: OwnInAccount["roles"],
): Promise<OwnPolicy | undefined> {
  const policy = await readPolicy(clients, arn);
  if (policy.kind === "unreadable") throw couldNotRead(`The policy ${arn}`, policy);
  if (policy.kind === "absent") return undefined;
  const { name, path, description, tags, text } = policy;
  return { text: { arn, name, path, description, tags, document: text }, ...(await readHolders(clients, arn, roles)) };
}

async function readHolders(
  clients: Clients,
  arn: string,
  roles: OwnInAccount["roles"],
): Promise<Omit<OwnPolicy, "text">> {
  const [attached, bounding] = await Promise.all([
    listHolders(clients, arn, "PermissionsPolicy"),
    listHolders(clients, arn, "PermissionsBoundary"),
  ]);
  const arnsOf = (names: readonly string[]): readonly RoleArn[] =>
    names.flatMap((name) => roles.find((role) => roleParts(role.arn).name === name)?.arn ?? []);
  const bounded = await inParallel(arnsOf(bounding.roles), atOnce, async (role) => isBounded(clients, role, arn));
  return {
    attachedRoles: arnsOf(attached.roles),
    boundedRoles: bounded.flatMap((role) => role ?? []),
    otherHolders: [...new Set([...attached.others, ...bounding.others])],
  };
}

/** Looked at once more: where the filter is not understood, roles that it is attached to are answered, too. */
async function isBounded(clients: Clients, role: RoleArn, policy: string): Promise<RoleArn | undefined> {
  const answer = await clients.find({ action: "iam:GetRole", resource: role }, async () =>
    (await clients.iam()).getRole({ RoleName: roleParts(role).name }),
  );
  return answer?.Role?.PermissionsBoundary?.PermissionsBoundaryArn === policy ? role : undefined;
}

async function listHolders(
  clients: Clients,
  arn: string,
  usage: PolicyUsageType,
): Promise<{ readonly roles: readonly string[]; readonly others: readonly string[] }> {
  const iam = await clients.iam();
  return clients.run({ action: "iam:ListEntitiesForPolicy", resource: arn }, async () => {
    const roles: string[] = [];
    const others: string[] = [];
    for await (const page of iam.paginateListEntitiesForPolicy({ PolicyArn: arn, PolicyUsageFilter: usage })) {
      roles.push(...(page.PolicyRoles ?? []).map(({ RoleName = "" }) => RoleName));
      others.push(...(page.PolicyUsers ?? []).map(({ UserName = "" }) => `the user ${UserName}`));
      others.push(...(page.PolicyGroups ?? []).map(({ GroupName = "" }) => `the group ${GroupName}`));
    }
    return { roles, others };
  });
}
