// Reads the managed node groups of an EKS cluster: the role each gives its nodes, and its launch template.
import type { Nodegroup } from "@aws-sdk/client-eks";
import { createRefusals } from "../access/refusals.ts";
import { parseRoleArn } from "../iam/arn.ts";
import type { NodeSource } from "../nodes/node-source.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";
import { readTemplateMetadata, type LaunchTemplateReference } from "./read-launch-templates.ts";
import type { NodeSourceReading } from "./node-source-reading.ts";

const callsAtOnce = 6;

/** A group that cannot be described is listed as unread; launch templates only add what they say of metadata. */
export async function readNodegroups(clients: Clients, cluster: string): Promise<NodeSourceReading> {
  const refusals = createRefusals();
  const advice = createRefusals();
  const names = (await listNodegroups(clients, cluster).catch(refusals.note)) ?? [];
  const groups = await inParallel(names, callsAtOnce, (name) =>
    describeNodegroup(clients, cluster, name).catch(refusals.note),
  );
  const found = await inParallel(
    groups.filter((group) => group !== undefined),
    callsAtOnce,
    async (group) => {
      const template = templateOf(group);
      const metadata =
        template === undefined ? undefined : await readTemplateMetadata(clients, template).catch(advice.note);
      return toSource(group, metadata);
    },
  );
  return { found: found.flat(), unread: refusals.unread, unreadAdvice: advice.unread };
}

function listNodegroups(clients: Clients, cluster: string): Promise<string[]> {
  return clients.run({ action: "eks:ListNodegroups", resource: cluster }, async () => {
    const names: string[] = [];
    for await (const page of (await clients.eks()).paginateListNodegroups({ clusterName: cluster })) {
      names.push(...(page.nodegroups ?? []));
    }
    return names;
  });
}

async function describeNodegroup(clients: Clients, cluster: string, name: string): Promise<Nodegroup | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeNodegroup", resource: `${cluster}/${name}` }, () =>
    eks.describeNodegroup({ clusterName: cluster, nodegroupName: name }),
  );
  return answer?.nodegroup;
}

function templateOf({ launchTemplate }: Nodegroup): LaunchTemplateReference | undefined {
  return launchTemplate?.id === undefined ? undefined : { id: launchTemplate.id, version: launchTemplate.version };
}

function toSource(group: Nodegroup, metadata: NodeSource["metadata"]): readonly NodeSource[] {
  const role = parseRoleArn(group.nodeRole ?? "");
  if (role === undefined) return [];
  return [
    {
      name: `node group ${group.nodegroupName ?? ""}`,
      nodeKind: "managed",
      windows: group.amiType?.startsWith("WINDOWS") ?? false,
      pointer: { kind: "role", role },
      metadata,
    },
  ];
}
