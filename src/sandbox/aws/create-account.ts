// Builds the account that a scenario describes.
import { createHash } from "node:crypto";
import { exitCodes, IamctlError } from "../../errors.ts";
import { makeRoleArn, partitionOfRegion } from "../../iam/arn.ts";
import type { AwsScenario, DocumentScenario, PolicyScenario, RoleScenario, UserScenario } from "../scenario.ts";
import {
  iamArn,
  type Account,
  type InstanceProfileRecord,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "./account.ts";
import { readAwsManagedPolicies } from "./read-aws-managed-policies.ts";

export function createAccount(scenario: AwsScenario): Account {
  const owner = { id: scenario.account, partition: partitionOfRegion(scenario.region) };
  const makeId = createIdMaker(owner.id);
  const policies = [
    ...readAwsManagedPolicies(owner.partition),
    ...scenario.policies.map((policy) => makePolicy(policy, owner, makeId("ANPA"))),
  ];
  refuseUnknownPolicies(scenario, new Set(policies.map(({ arn }) => arn)));
  return {
    ...owner,
    region: scenario.region,
    users: byName(scenario.users.map((user) => makeUser(user, owner, makeId("AIDA")))),
    roles: byName(scenario.roles.map((role) => makeRole(role, owner, role.id ?? makeId("AROA")))),
    instanceProfiles: byName(
      scenario.instanceProfiles.map(({ name, path = "/", role }): InstanceProfileRecord => {
        const arn = iamArn(owner, `instance-profile${path}${name}`);
        return { name, path, arn, id: makeId("AIPA"), createdAt: foundedAt, role };
      }),
    ),
    policies: new Map(policies.map((policy) => [policy.arn, policy])),
    clusters: scenario.clusters,
    instances: scenario.instances,
    launchTemplates: scenario.launchTemplates ?? [],
    launchConfigurations: scenario.launchConfigurations ?? [],
    autoScalingGroups: scenario.autoScalingGroups ?? [],
    buckets: new Map(
      scenario.buckets.map(({ name, objects = {} }) => {
        const stored = Object.entries(objects).map(([key, text]) => {
          return [key, { body: new TextEncoder().encode(text), modifiedAt: foundedAt }] as const;
        });
        return [name, new Map(stored)];
      }),
    ),
    makeId,
  };
}

// Everything that a scenario holds was there before the sandbox started, on one and the same day.
const foundedAt = "2026-05-04T08:30:00Z";

function refuseUnknownPolicies({ roles, users }: AwsScenario, known: ReadonlySet<string>): void {
  for (const { name, attached = [], boundary } of [
    ...roles,
    ...users.map((user) => ({ boundary: undefined, ...user })),
  ]) {
    const unknown = [...attached, ...(boundary === undefined ? [] : [boundary])].find((arn) => !known.has(arn));
    if (unknown === undefined) continue;
    throw new IamctlError(`The scenario attaches the policy ${unknown} to ${name}, but there is no such policy.`, {
      hint: "Describe it under aws.policies, or attach one of AWS's policies that the sandbox knows.",
      exitCode: exitCodes.usage,
    });
  }
}

type Owner = Pick<Account, "id" | "partition">;

function makeUser(user: UserScenario, owner: Owner, id: string): UserRecord {
  const { name, path = "/" } = user;
  return {
    name,
    path,
    arn: iamArn(owner, `user${path}${name}`),
    id,
    createdAt: foundedAt,
    inline: texts(user.policies),
    attached: new Set(user.attached),
    accessKeyIds: user.accessKeys?.map((key) => key.id) ?? [],
  };
}

function makeRole(role: RoleScenario, owner: Owner, id: string): RoleRecord {
  const { name, path = "/" } = role;
  return {
    name,
    path,
    arn: makeRoleArn({ partition: owner.partition, account: owner.id, path, name }),
    id,
    createdAt: foundedAt,
    trust: documentText(role.trust),
    description: role.description,
    inline: texts(role.policies),
    attached: new Set(role.attached),
    boundary: role.boundary,
    tags: new Map(Object.entries(role.tags ?? {})),
    maxSessionSeconds: role.maxSessionDuration ?? 3600,
  };
}

function makePolicy(policy: PolicyScenario, owner: Owner, id: string): PolicyRecord {
  const { name, path = "/" } = policy;
  return {
    name,
    path,
    arn: iamArn(owner, `policy${path}${name}`),
    id,
    createdAt: foundedAt,
    managedBy: "customer",
    description: policy.description,
    tags: new Map(Object.entries(policy.tags ?? {})),
    versions: new Map([["v1", { document: documentText(policy.document), createdAt: foundedAt }]]),
    defaultVersion: "v1",
    nextVersion: 2,
    updatedAt: foundedAt,
  };
}

function documentText(document: DocumentScenario): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

function texts(policies: Readonly<Record<string, DocumentScenario>> = {}): Map<string, string> {
  return new Map(Object.entries(policies).map(([name, document]) => [name, documentText(document)]));
}

function byName<T extends { readonly name: string }>(entities: readonly T[]): Map<string, T> {
  return new Map(entities.map((entity) => [entity.name.toLowerCase(), entity]));
}

/** Ids are the same in every run, and like AWS's none is given twice, not even to a role created again. */
function createIdMaker(account: string): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    const digest = createHash("sha256").update(`${account} ${prefix} ${count}`).digest();
    return prefix + [...digest.subarray(0, 17)].map((byte) => base32.charAt(byte % 32)).join("");
  };
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
