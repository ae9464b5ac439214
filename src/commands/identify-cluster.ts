// Finds out which cluster and account a command is about: the name that plans, confirmations and the journal use.
import type { ClusterFacts, Unread } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import type { Cluster } from "../kube/connect-cluster.ts";

export interface IdentifiedCluster {
  readonly facts: ClusterFacts;
  /** Absent where the API server is no EKS cluster of this account and region. */
  readonly eksName: string | undefined;
  readonly unread: readonly Unread[];
}

export async function identifyCluster(account: Account, cluster: Cluster): Promise<IdentifiedCluster> {
  const [identity, eks] = await Promise.all([
    account.identity(),
    account.findCluster(cluster.serverUrl, cluster.eksName),
  ]);
  const eksName = eks.kind === "found" ? eks.cluster.name : undefined;
  return {
    facts: {
      name: eksName ?? cluster.eksName ?? cluster.contextName,
      account: identity.account,
      partition: identity.partition,
      region: identity.region,
    },
    eksName,
    unread: eks.kind === "unreadable" ? [{ call: eks.call, subject: cluster.serverUrl, problem: eks.problem }] : [],
  };
}
