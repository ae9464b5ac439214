// Finds out which cluster and account a command is about: the name that plans, confirmations and the journal use.
import type { ClusterFacts, Unread } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import type { EksCluster } from "../aws/find-cluster.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";

export interface IdentifiedCluster {
  readonly facts: ClusterFacts;
  /** Absent where the API server is no EKS cluster of this account and region. */
  readonly eks: EksCluster | undefined;
  readonly unread: readonly Unread[];
}

export async function identifyCluster(account: Account, cluster: Cluster): Promise<IdentifiedCluster> {
  const { serverUrl, certificateAuthority, eksName: name } = cluster;
  const [identity, lookup] = await Promise.all([
    account.identity(),
    account.findCluster({ serverUrl, certificateAuthority, name }),
  ]);
  const { account: accountId, partition, region } = identity;
  if (lookup.kind === "another") throw isAnother(cluster, lookup.cluster);
  if (lookup.kind === "absent" && cluster.eksRegion !== undefined) throw isElsewhere(cluster, { accountId, region });
  const eks = lookup.kind === "found" ? lookup.cluster : undefined;
  return {
    facts: { name: eks?.name ?? name ?? cluster.contextName, account: accountId, partition, region },
    eks,
    unread: lookup.kind === "unreadable" ? [{ call: lookup.call, subject: serverUrl, problem: lookup.problem }] : [],
  };
}

/** Going on would set up the nodes of one cluster by the name of another. */
function isAnother({ serverUrl, contextName }: Cluster, { name, endpoint }: EksCluster): IamctlError {
  return new IamctlError(
    `Context ${contextName} calls its cluster ${name}, but the EKS cluster ${name} is at ${endpoint}, not at ${serverUrl}.`,
    { hint: `Write the context anew: aws eks update-kubeconfig --name ${name}`, exitCode: exitCodes.usage },
  );
}

function isElsewhere(
  { eksName, contextName, serverUrl, eksRegion = "" }: Cluster,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): IamctlError {
  const what = eksName === undefined ? serverUrl : `the EKS cluster ${eksName}`;
  const other =
    eksRegion === region ? "the profile of its account: --profile NAME" : `its region: --region ${eksRegion}`;
  return new IamctlError(
    `Context ${contextName} leads to ${what}, which account ${accountId} does not have in ${region}.`,
    {
      hint: `Name ${other}`,
      exitCode: exitCodes.usage,
    },
  );
}
