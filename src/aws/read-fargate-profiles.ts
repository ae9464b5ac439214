// Reads the Fargate profiles of an EKS cluster: their pod execution roles are no node roles, and are told apart by this.
import { createRefusals } from "../access/refusals.ts";
import { parseRoleArn } from "../iam/arn.ts";
import type { NodeSource } from "../nodes/node-source.ts";
import { inParallel } from "./in-parallel.ts";
import type { NodeSourceReading } from "./node-source-reading.ts";
import type { Clients } from "./open-clients.ts";

const callsAtOnce = 6;

export async function readFargateProfiles(clients: Clients, cluster: string): Promise<NodeSourceReading> {
  const refusals = createRefusals();
  const names = (await listProfiles(clients, cluster).catch(refusals.note)) ?? [];
  const found = await inParallel(names, callsAtOnce, (name) =>
    describeProfile(clients, cluster, name).catch(refusals.note),
  );
  // None of these roles is ever given anything: what was refused hides no node role.
  return { found: found.filter((source) => source !== undefined), unread: [], unreadAdvice: refusals.unread };
}

function listProfiles(clients: Clients, clusterName: string): Promise<string[]> {
  return clients.run({ action: "eks:ListFargateProfiles", resource: clusterName }, async () => {
    const names: string[] = [];
    for await (const page of (await clients.eks()).paginateListFargateProfiles({ clusterName })) {
      names.push(...(page.fargateProfileNames ?? []));
    }
    return names;
  });
}

async function describeProfile(clients: Clients, clusterName: string, name: string): Promise<NodeSource | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeFargateProfile", resource: `${clusterName}/${name}` }, () =>
    eks.describeFargateProfile({ clusterName, fargateProfileName: name }),
  );
  const role = parseRoleArn(answer?.fargateProfile?.podExecutionRoleArn ?? "");
  if (role === undefined) return undefined;
  return { name: `Fargate profile ${name}`, nodeKind: "fargate", windows: false, pointer: { kind: "role", role } };
}
