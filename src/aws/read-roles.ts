// Reads IAM roles with every document that decides who may become them and what they may do.
import type { Role } from "@aws-sdk/client-iam";
import { inlineName, type RoleFacts, type RoleLookup } from "../access/role-facts.ts";
import { NotPermitted } from "../errors.ts";
import { parseRoleArn, roleParts } from "../iam/arn.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { PolicySource } from "../iam/evaluate.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { decodeDocument } from "./decode-document.ts";
import type { Clients } from "./open-clients.ts";
import { inParallel } from "./in-parallel.ts";
import { readDefaultText, toTags } from "./read-policies.ts";

/** IAM throttles its read calls early: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const rolesAtOnce = 6;

/** Texts of managed policies by ARN, shared by the roles of one reading: most node roles hold the same few. */
type PolicyTexts = Map<string, Promise<PolicySource>>;

/**
 * Looks each role up by its name. IAM role names are unique in an account whatever their path and letter case,
 * so the facts found may carry another ARN than the one asked for: the caller compares.
 */
export async function readRoles(
  clients: Clients,
  account: string,
  roles: readonly RoleArn[],
): Promise<Map<RoleArn, RoleLookup>> {
  const texts: PolicyTexts = new Map();
  const distinct = [...new Set(roles)];
  const lookups = await inParallel(
    distinct,
    rolesAtOnce,
    async (role) => [role, await lookUp(clients, account, role, texts)] as const,
  );
  return new Map(lookups);
}

/** One role by ARN or by name; a name may be preceded by a path, which is not compared. */
export function readRole(clients: Clients, account: string, role: string): Promise<RoleLookup> {
  return lookUp(clients, account, role, new Map());
}

async function lookUp(clients: Clients, account: string, role: string, texts: PolicyTexts): Promise<RoleLookup> {
  const arn = parseRoleArn(role);
  if (arn !== undefined && roleParts(arn).account !== account) {
    return {
      kind: "unreadable",
      call: "iam:GetRole",
      problem: `${arn} is in account ${roleParts(arn).account}, and these credentials are of account ${account}`,
    };
  }
  const name = role.slice(role.lastIndexOf("/") + 1);
  try {
    const iam = await clients.iam();
    const answer = await clients.find({ action: "iam:GetRole", resource: role }, () => iam.getRole({ RoleName: name }));
    return answer?.Role === undefined
      ? { kind: "absent" }
      : { kind: "found", facts: await readFacts(clients, answer.Role, texts) };
  } catch (error) {
    if (error instanceof NotPermitted) {
      return { kind: "unreadable", call: error.call, problem: error.message, remedy: error.hint };
    }
    if (error instanceof UnreadableDocument) return { kind: "unreadable", call: error.call, problem: error.message };
    throw error;
  }
}

async function readFacts(clients: Clients, role: Role, texts: PolicyTexts): Promise<RoleFacts> {
  const arn = parseRoleArn(role.Arn ?? "");
  if (arn === undefined)
    throw new UnreadableDocument(
      "iam:GetRole",
      `IAM answered ${role.Arn ?? "no ARN"} for the role ${role.RoleName ?? ""}`,
    );
  const boundaryArn = role.PermissionsBoundary?.PermissionsBoundaryArn;
  const [inline, attachedPolicyArns] = await Promise.all([readInline(clients, arn), listAttached(clients, arn)]);
  const attached = await Promise.all(attachedPolicyArns.map((policy) => readManaged(clients, policy, texts)));
  return {
    arn,
    id: role.RoleId ?? "",
    trust: decodeDocument(role.AssumeRolePolicyDocument ?? ""),
    policies: [...inline, ...attached],
    attachedPolicyArns,
    boundaryArn,
    boundary: boundaryArn === undefined ? undefined : await readManaged(clients, boundaryArn, texts),
    maxSessionSeconds: role.MaxSessionDuration ?? 3600,
    tags: toTags(role.Tags),
  };
}

async function readInline(clients: Clients, role: RoleArn): Promise<PolicySource[]> {
  const { name: roleName } = roleParts(role);
  const iam = await clients.iam();
  const names = await clients.run({ action: "iam:ListRolePolicies", resource: role }, async () => {
    const found: string[] = [];
    for await (const page of iam.paginateListRolePolicies({ RoleName: roleName }))
      found.push(...(page.PolicyNames ?? []));
    return found;
  });
  return Promise.all(
    names.map(async (name) => {
      const answer = await clients.run({ action: "iam:GetRolePolicy", resource: role }, () =>
        iam.getRolePolicy({ RoleName: roleName, PolicyName: name }),
      );
      return toSource("iam:GetRolePolicy", inlineName(name), decodeDocument(answer.PolicyDocument ?? ""));
    }),
  );
}

/** ARNs of the managed policies attached to a role. */
export function listAttached(clients: Clients, role: RoleArn): Promise<string[]> {
  return clients.run({ action: "iam:ListAttachedRolePolicies", resource: role }, async () => {
    const found: string[] = [];
    for await (const page of (await clients.iam()).paginateListAttachedRolePolicies({
      RoleName: roleParts(role).name,
    })) {
      for (const { PolicyArn } of page.AttachedPolicies ?? []) if (PolicyArn !== undefined) found.push(PolicyArn);
    }
    return found;
  });
}

function readManaged(clients: Clients, arn: string, texts: PolicyTexts): Promise<PolicySource> {
  const known = texts.get(arn);
  if (known !== undefined) return known;
  const read = readDefaultText(clients, arn).then(({ name, text }) => toSource("iam:GetPolicyVersion", name, text));
  texts.set(arn, read);
  return read;
}

function toSource(call: string, name: string, text: string): PolicySource {
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed")
    throw new UnreadableDocument(call, `${name} is not a policy document: ${parsed.problem}`);
  return { name, document: parsed.document };
}

/** A document that IAM holds and we cannot read: the role is then unreadable, never judged on the rest. */
class UnreadableDocument extends Error {
  readonly call: string;

  constructor(call: string, problem: string) {
    super(problem);
    this.call = call;
  }
}
