// Prints the whole account as canonical JSON, so that two moments can be compared byte for byte.
import type { Account, Entity, PolicyHolder, PolicyRecord, RoleRecord } from "./account.ts";

/**
 * Left out is what does not come back when a change is undone although nothing is different: times of change, and the
 * numbers that the next id or policy version will get. Secrets are not in the account at all.
 */
export function dumpAccount(account: Account): string {
  const dump = {
    account: account.id,
    region: account.region,
    users: byArn(account.users).map((user) => ({ ...dumpHolder(user), accessKeyIds: user.accessKeyIds })),
    roles: byArn(account.roles).map(dumpRole),
    policies: byArn(account.policies)
      .filter((policy) => policy.managedBy === "customer")
      .map(dumpPolicy),
    instanceProfiles: byArn(account.instanceProfiles).map((profile) => ({
      ...dumpEntity(profile),
      role: profile.role,
    })),
    clusters: account.clusters,
    instances: account.instances,
    buckets: sorted(account.buckets).map(([name, objects]) => ({ name, objects: sorted(objects).map(dumpObject) })),
  };
  return `${JSON.stringify(dump, null, 2)}\n`;
}

function dumpRole(role: RoleRecord): object {
  return {
    ...dumpHolder(role),
    description: role.description,
    trust: role.trust,
    boundary: role.boundary,
    maxSessionSeconds: role.maxSessionSeconds,
    tags: fromPairs(role.tags),
  };
}

function dumpPolicy(policy: PolicyRecord): object {
  return {
    ...dumpEntity(policy),
    description: policy.description,
    tags: fromPairs(policy.tags),
    defaultVersion: policy.defaultVersion,
    versions: sorted(policy.versions).map(([id, { document }]) => ({ id, document })),
  };
}

function dumpHolder(holder: PolicyHolder): object {
  return { ...dumpEntity(holder), inline: fromPairs(holder.inline), attached: [...holder.attached].toSorted() };
}

function dumpEntity({ arn, id, createdAt }: Entity): object {
  return { arn, id, createdAt };
}

function dumpObject([key, { body }]: readonly [string, { readonly body: Uint8Array }]): object {
  return { key, base64: Buffer.from(body).toString("base64") };
}

function byArn<T extends Entity>(entities: ReadonlyMap<string, T>): T[] {
  return [...entities.values()].toSorted((one, other) => compare(one.arn, other.arn));
}

function fromPairs(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(sorted(map));
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].toSorted(([one], [other]) => compare(one, other));
}

/** By code unit: the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
