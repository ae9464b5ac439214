// Names the cluster as init and grant name it, so that what they wrote for it is found again.
import type { ClusterFacts } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import { couldNotRead } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { clusterOfInstances } from "../nodes/cluster-of-instances.ts";
import { identifyCluster } from "./identify-cluster.ts";

/** Where EKS does not know the cluster, its instances' tags name it; throws when they may not be read. */
export async function nameCluster(account: Account, cluster: Cluster): Promise<ClusterFacts> {
  const { facts, eks, unread } = await identifyCluster(account, cluster);
  if (eks !== undefined) return facts;
  const nodes = await cluster.readNodes();
  const reading = await account.readInstances(nodes.flatMap(({ instanceId }) => instanceId ?? []));
  const name = clusterOfInstances(reading.instances);
  const [refused] = [...unread, ...reading.unread];
  if (name === undefined && refused !== undefined) throw couldNotRead("Which cluster this is", refused);
  return { ...facts, name: name ?? facts.name };
}
