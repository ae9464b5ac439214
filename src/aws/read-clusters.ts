// Finds the EKS cluster behind an API server, and the roles its managed node groups run with.
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import { NotPermitted } from "../errors.ts";
import { parseRoleArn } from "../iam/arn.ts";
import type { RoleArn } from "../iam/arn.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";

export interface EksCluster {
  readonly name: string;
  readonly arn: string;
  readonly endpoint: string;
  readonly version: string;
}

export type ClusterLookup =
  | { readonly kind: "found"; readonly cluster: EksCluster }
  /** No cluster of this account and region has that endpoint: kOps, kubeadm, or another region. */
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly call: string; readonly problem: string };

/** A node role and where it was seen. */
export interface NodeRoleSource {
  readonly role: RoleArn;
  /** "node group general". */
  readonly source: string;
}

export interface NodeRoleReading {
  readonly found: readonly NodeRoleSource[];
  readonly unread: readonly Unread[];
}

const callsAtOnce = 6;

/** Compares endpoints, the only proof that a kubeconfig and an EKS cluster are the same. `hint`: the name to try first. */
export async function findCluster(clients: Clients, serverUrl: string, hint?: string): Promise<ClusterLookup> {
  const wanted = normalised(serverUrl);
  try {
    const hinted = hint === undefined ? undefined : await describe(clients, hint);
    if (hinted !== undefined && normalised(hinted.endpoint) === wanted) return { kind: "found", cluster: hinted };
    const names = await listClusters(clients);
    const clusters = await inParallel(names, callsAtOnce, (name) => describe(clients, name));
    const cluster = clusters.find((candidate) => candidate !== undefined && normalised(candidate.endpoint) === wanted);
    return cluster === undefined ? { kind: "absent" } : { kind: "found", cluster };
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "unreadable", call: error.call, problem: error.message };
    throw error;
  }
}

/** The role of every managed node group; a group that cannot be described is listed as unread. */
export async function readNodegroupRoles(clients: Clients, cluster: string): Promise<NodeRoleReading> {
  const refusals = createRefusals();
  const names = (await listNodegroups(clients, cluster).catch(refusals.note)) ?? [];
  const found = await inParallel(names, callsAtOnce, (name) =>
    readNodegroup(clients, cluster, name).catch(refusals.note),
  );
  return { found: found.filter((source) => source !== undefined), unread: refusals.unread };
}

function listClusters(clients: Clients): Promise<string[]> {
  return clients.run({ action: "eks:ListClusters", resource: "*" }, async () => {
    const names: string[] = [];
    for await (const page of (await clients.eks()).paginateListClusters({})) names.push(...(page.clusters ?? []));
    return names;
  });
}

async function describe(clients: Clients, name: string): Promise<EksCluster | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeCluster", resource: name }, () =>
    eks.describeCluster({ name }),
  );
  const cluster = answer?.cluster;
  if (cluster === undefined) return undefined;
  return {
    name: cluster.name ?? name,
    arn: cluster.arn ?? "",
    endpoint: cluster.endpoint ?? "",
    version: cluster.version ?? "",
  };
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

async function readNodegroup(clients: Clients, cluster: string, name: string): Promise<NodeRoleSource | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeNodegroup", resource: `${cluster}/${name}` }, () =>
    eks.describeNodegroup({ clusterName: cluster, nodegroupName: name }),
  );
  const role = parseRoleArn(answer?.nodegroup?.nodeRole ?? "");
  return role === undefined ? undefined : { role, source: `node group ${name}` };
}

function normalised(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replace(/\/$/, "") : url;
}
