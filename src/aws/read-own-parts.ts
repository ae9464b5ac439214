// Finds everything of iamctl's in the account by what it shows itself: the path of its policies, and every role's trust.
import type { RoleArn } from "../iam/arn.ts";
import { parseRoleArn } from "../iam/arn.ts";
import type { OwnPolicy } from "../plan/uninstall-facts.ts";
import { couldNotRead } from "../errors.ts";
import { decodeDocument } from "./decode-document.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";
import { readPolicy } from "./read-policies.ts";

export interface OwnInAccount {
  readonly policies: readonly OwnPolicy[];
  /** Every role of the account. */
  readonly roles: readonly { readonly arn: RoleArn; readonly trust: string }[];
}

/** Throws when something may not be read: what was not seen cannot be said to be gone. */
export async function readOwnParts(clients: Clients, path: string): Promise<OwnInAccount> {
  const roles = await listRoles(clients);
  const arns = await listPolicies(clients, path);
  const policies = await inParallel(arns, 4, async (arn) => readOwnPolicy(clients, arn, roles));
  return { roles, policies: policies.flatMap((policy) => (policy === undefined ? [] : [policy])) };
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
): Promise<Pick<OwnPolicy, "attachedRoles" | "otherHolders">> {
  const iam = await clients.iam();
  return clients.run({ action: "iam:ListEntitiesForPolicy", resource: arn }, async () => {
    const attachedRoles: RoleArn[] = [];
    const otherHolders: string[] = [];
    for await (const page of iam.paginateListEntitiesForPolicy({ PolicyArn: arn })) {
      for (const { RoleName } of page.PolicyRoles ?? []) {
        const role = roles.find((candidate) => candidate.arn.endsWith(`/${RoleName ?? ""}`))?.arn;
        if (role === undefined) otherHolders.push(`the role ${RoleName ?? ""}`);
        else attachedRoles.push(role);
      }
      for (const { UserName } of page.PolicyUsers ?? []) otherHolders.push(`the user ${UserName ?? ""}`);
      for (const { GroupName } of page.PolicyGroups ?? []) otherHolders.push(`the group ${GroupName ?? ""}`);
    }
    return { attachedRoles, otherHolders };
  });
}
