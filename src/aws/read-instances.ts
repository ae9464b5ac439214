// Reads the EC2 instances behind nodes: instance profile, metadata options and tags.
import type { Instance } from "@aws-sdk/client-ec2";
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import type { InstanceFacts } from "../nodes/node-source.ts";
import { inParallel } from "./in-parallel.ts";
import { completeMetadataOptions, pointerOfProfile } from "./instance-fields.ts";
import type { Clients } from "./open-clients.ts";

export interface InstanceReading {
  /** By instance id. An instance that is gone is not in it. */
  readonly instances: ReadonlyMap<string, InstanceFacts>;
  readonly unread: readonly Unread[];
}

/** A filter takes at most 200 values, and unlike `InstanceIds` it tolerates instances that are gone. */
const instancesPerCall = 200;
const callsAtOnce = 6;

export async function readInstances(clients: Clients, instanceIds: readonly string[]): Promise<InstanceReading> {
  const refusals = createRefusals();
  const batches = inBatches([...new Set(instanceIds)], instancesPerCall);
  const answers = await inParallel(batches, callsAtOnce, (batch) => readBatch(clients, batch).catch(refusals.note));
  return { instances: new Map(answers.flatMap((answer) => answer ?? [])), unread: refusals.unread };
}

function readBatch(clients: Clients, ids: readonly string[]): Promise<[string, InstanceFacts][]> {
  return clients.run({ action: "ec2:DescribeInstances", resource: "*" }, async () => {
    const filter = { Filters: [{ Name: "instance-id", Values: [...ids] }] };
    const found: [string, InstanceFacts][] = [];
    for await (const page of (await clients.ec2()).paginateDescribeInstances(filter)) {
      for (const instance of (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
        if (instance.InstanceId === undefined || instance.State?.Name === "terminated") continue;
        found.push([instance.InstanceId, toFacts(instance)]);
      }
    }
    return found;
  });
}

function toFacts({ IamInstanceProfile, MetadataOptions, Tags = [] }: Instance): InstanceFacts {
  const pointer = pointerOfProfile(IamInstanceProfile?.Arn);
  return {
    profile: pointer?.kind === "instance-profile" ? pointer.name : undefined,
    metadata: completeMetadataOptions(MetadataOptions),
    tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}

function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
