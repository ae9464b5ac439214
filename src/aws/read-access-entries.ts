// Reads which roles an EKS cluster lets in as nodes by its access entries.
import { createRefusals } from "../access/refusals.ts";
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import type { NodeSource } from "../nodes/node-source.ts";
import { readEntryType } from "../nodes/read-access-entry.ts";
import { inParallel } from "./in-parallel.ts";
import type { NodeSourceReading } from "./node-source-reading.ts";
import type { Clients } from "./open-clients.ts";

const callsAtOnce = 6;

/** Entries of users are not described: only roles can be nodes. */
export async function readAccessEntries(clients: Clients, cluster: string): Promise<NodeSourceReading> {
  const refusals = createRefusals();
  const principals = (await listPrincipals(clients, cluster).catch(refusals.note)) ?? [];
  const roles = principals.flatMap((principal) => parseRoleArn(principal) ?? []);
  const found = await inParallel(roles, callsAtOnce, (role) => describe(clients, cluster, role).catch(refusals.note));
  return { found: found.filter((source) => source !== undefined), unread: refusals.unread };
}

function listPrincipals(clients: Clients, clusterName: string): Promise<string[]> {
  return clients.run({ action: "eks:ListAccessEntries", resource: clusterName }, async () => {
    const principals: string[] = [];
    for await (const page of (await clients.eks()).paginateListAccessEntries({ clusterName })) {
      principals.push(...(page.accessEntries ?? []));
    }
    return principals;
  });
}

async function describe(clients: Clients, clusterName: string, role: RoleArn): Promise<NodeSource | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeAccessEntry", resource: `${clusterName} ${role}` }, () =>
    eks.describeAccessEntry({ clusterName, principalArn: role }),
  );
  const type = answer?.accessEntry?.type;
  const entry = readEntryType(type);
  if (entry === undefined) return undefined;
  return {
    name: `access entry (${type ?? ""})`,
    nodeKind: entry.kind,
    windows: entry.windows,
    pointer: { kind: "role", role },
  };
}
