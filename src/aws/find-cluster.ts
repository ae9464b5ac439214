// Finds the EKS cluster behind an API server; a name alone proves nothing.
import type { Cluster } from "@aws-sdk/client-eks";
import { NotPermitted } from "../errors.ts";
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";

export interface EksCluster {
  readonly name: string;
  readonly arn: string;
  readonly endpoint: string;
  readonly version: string;
  /** Which lists say who may join: access entries, the aws-auth ConfigMap, or both. */
  readonly authenticationMode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  /** Of the nodes that EKS Auto Mode runs; absent where it is off. */
  readonly autoModeRole: RoleArn | undefined;
}

/** What a kubeconfig knows of the cluster it leads to. */
export interface ClusterTraces {
  readonly serverUrl: string;
  /** Base64 of the PEM, as kubeconfigs and EKS write it. */
  readonly certificateAuthority?: string | undefined;
  /** What it calls the cluster: tried first, and believed only with proof. */
  readonly name?: string | undefined;
}

export type ClusterLookup =
  | { readonly kind: "found"; readonly cluster: EksCluster }
  /** No cluster of this account and region has that endpoint: kOps, kubeadm, or another region. */
  | { readonly kind: "absent" }
  /** There is a cluster of that name, and it is another one. */
  | { readonly kind: "another"; readonly cluster: EksCluster }
  | { readonly kind: "unreadable"; readonly call: string; readonly problem: string };

const callsAtOnce = 6;

/**
 * The endpoint is the proof; through a tunnel or a proxy, where the endpoint is another, the certificate authority is: each
 * cluster has one of its own.
 */
export async function findCluster(clients: Clients, traces: ClusterTraces): Promise<ClusterLookup> {
  try {
    const named = traces.name === undefined ? undefined : await describe(clients, traces.name);
    if (named !== undefined && isProven(named, traces)) return { kind: "found", cluster: toCluster(named) };
    const names = await listClusters(clients);
    const clusters = await inParallel(names, callsAtOnce, (name) => describe(clients, name));
    const cluster = clusters.find((candidate) => candidate !== undefined && isProven(candidate, traces));
    if (cluster !== undefined) return { kind: "found", cluster: toCluster(cluster) };
    return named === undefined ? { kind: "absent" } : { kind: "another", cluster: toCluster(named) };
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "unreadable", call: error.call, problem: error.message };
    throw error;
  }
}

function listClusters(clients: Clients): Promise<string[]> {
  return clients.run({ action: "eks:ListClusters", resource: "*" }, async () => {
    const names: string[] = [];
    for await (const page of (await clients.eks()).paginateListClusters({})) names.push(...(page.clusters ?? []));
    return names;
  });
}

async function describe(clients: Clients, name: string): Promise<Cluster | undefined> {
  const eks = await clients.eks();
  const answer = await clients.find({ action: "eks:DescribeCluster", resource: name }, () =>
    eks.describeCluster({ name }),
  );
  return answer?.cluster;
}

function isProven({ endpoint = "", certificateAuthority }: Cluster, traces: ClusterTraces): boolean {
  if (normalised(endpoint) === normalised(traces.serverUrl)) return true;
  const authority = traces.certificateAuthority;
  return authority !== undefined && authority !== "" && authority === certificateAuthority?.data;
}

function toCluster(cluster: Cluster): EksCluster {
  const { name = "", arn = "", endpoint = "", version = "", accessConfig, computeConfig } = cluster;
  const role = computeConfig?.enabled === true ? parseRoleArn(computeConfig.nodeRoleArn ?? "") : undefined;
  // Clusters from before access entries do not tell a mode.
  return {
    name,
    arn,
    endpoint,
    version,
    authenticationMode: accessConfig?.authenticationMode ?? "CONFIG_MAP",
    autoModeRole: role,
  };
}

function normalised(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replace(/\/$/, "") : url;
}
