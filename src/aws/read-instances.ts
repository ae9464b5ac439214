// Reads which role each EC2 instance runs with: instance → instance profile → role.
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import { parseRoleArn } from "../iam/arn.ts";
import type { RoleArn } from "../iam/arn.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";

export interface InstanceRoleReading {
  /** By instance id. An instance that is gone, or that runs without a profile, is not in it. */
  readonly roles: ReadonlyMap<string, RoleArn>;
  readonly unread: readonly Unread[];
}

/** A filter takes at most 200 values, and unlike `InstanceIds` it tolerates instances that are gone. */
const instancesPerCall = 200;
const callsAtOnce = 6;

/** Each instance profile is read once, however many instances use it. */
export async function readInstanceRoles(
  clients: Clients,
  instanceIds: readonly string[],
): Promise<InstanceRoleReading> {
  const refusals = createRefusals();
  const batches = inBatches([...new Set(instanceIds)], instancesPerCall);
  const answers = await inParallel(batches, callsAtOnce, (batch) => readProfiles(clients, batch).catch(refusals.note));
  const profileOf = new Map(answers.flatMap((answer) => answer ?? []));
  const profiles = [...new Set(profileOf.values())];
  const read = await inParallel(profiles, callsAtOnce, async (profile) => {
    const role = await readProfileRole(clients, profile).catch(refusals.note);
    return [profile, role] as const;
  });
  const roleOf = new Map(read);
  const roles = new Map<string, RoleArn>();
  for (const [instance, profile] of profileOf) {
    const role = roleOf.get(profile);
    if (role !== undefined) roles.set(instance, role);
  }
  return { roles, unread: refusals.unread };
}

/** Pairs of instance id and instance-profile ARN. */
function readProfiles(clients: Clients, ids: readonly string[]): Promise<[string, string][]> {
  return clients.run({ action: "ec2:DescribeInstances", resource: "*" }, async () => {
    const filter = { Filters: [{ Name: "instance-id", Values: [...ids] }] };
    const pairs: [string, string][] = [];
    for await (const page of (await clients.ec2()).paginateDescribeInstances(filter)) {
      for (const instance of (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
        const profile = instance.IamInstanceProfile?.Arn;
        if (instance.InstanceId === undefined || profile === undefined || instance.State?.Name === "terminated")
          continue;
        pairs.push([instance.InstanceId, profile]);
      }
    }
    return pairs;
  });
}

/** IAM answers the role with its true path, which the profile's own ARN does not tell. */
async function readProfileRole(clients: Clients, profile: string): Promise<RoleArn | undefined> {
  const name = profile.slice(profile.lastIndexOf("/") + 1);
  const iam = await clients.iam();
  const answer = await clients.find({ action: "iam:GetInstanceProfile", resource: profile }, () =>
    iam.getInstanceProfile({ InstanceProfileName: name }),
  );
  return parseRoleArn(answer?.InstanceProfile?.Roles?.[0]?.Arn ?? "");
}

function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
