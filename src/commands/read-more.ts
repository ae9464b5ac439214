// Reads what an audit asks beyond a single chain: rights, service accounts, every role, and what EKS knows.
import { type AccountRoles, gapsOf } from "../access/account-details.ts";
import { createRefusals } from "../access/refusals.ts";
import type { Snapshot, Unread } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import type { Discovered } from "./discover-nodes.ts";

export interface MoreOfCluster extends Pick<Snapshot, "serviceAccounts" | "rbac" | "roleMappings"> {
  readonly unread: readonly Unread[];
}

export interface MoreOfAccount extends Pick<Snapshot, "eks" | "oidcIssuers"> {
  readonly listed?: AccountRoles | undefined;
  readonly unread: readonly Unread[];
}

export const nothingMore: MoreOfCluster & MoreOfAccount = { unread: [] };

/** Rights are judged over the whole cluster only: a binding in one namespace may lead to roles of others. */
export async function readMoreOfCluster(cluster: Cluster, namespace: string | undefined): Promise<MoreOfCluster> {
  const refusals = createRefusals();
  const [serviceAccounts, rbac, roleMappings] = await Promise.all([
    cluster.readServiceAccounts(namespace).catch(refusals.noteGap),
    namespace === undefined ? cluster.readRbac().catch(refusals.noteGap) : undefined,
    namespace === undefined ? cluster.readRoleMappings().catch(refusals.noteGap) : undefined,
  ]);
  return { serviceAccounts, rbac, roleMappings, unread: refusals.unread };
}

/** `given`: every role, read from a file before. The roles are listed while the nodes are still being discovered. */
export async function readMoreOfAccount(
  account: Account,
  discovering: Promise<Discovered>,
  given: AccountRoles | undefined,
  progress: (roles: number) => void,
): Promise<MoreOfAccount> {
  const refusals = createRefusals();
  // Without valid credentials this is the call to hear it from, as everywhere.
  await account.identity();
  const [listed, eks, oidcIssuers] = await Promise.all([
    given ?? account.readAccountRoles(progress).catch(refusals.noteGap),
    discovering.then(async ({ isEks, hasAccessEntries, cluster }) =>
      isEks ? account.readEksFacts(cluster.name, hasAccessEntries) : { facts: undefined, unread: [] },
    ),
    account.readOidcIssuers().catch(refusals.noteGap),
  ]);
  return {
    listed,
    eks: eks.facts,
    oidcIssuers,
    unread: [...refusals.unread, ...eks.unread, ...(listed === undefined ? [] : gapsOf(listed))],
  };
}

/** What EKS and IAM know of service accounts' roles, and no more: it takes fewer rights than an audit's. */
export async function readAccountWays(account: Account, discovering: Promise<Discovered>): Promise<MoreOfAccount> {
  const { isEks, cluster } = await discovering;
  if (!isEks) return nothingMore;
  const refusals = createRefusals();
  const [eks, oidcIssuers] = await Promise.all([
    account.readEksFacts(cluster.name, false),
    account.readOidcIssuers().catch(refusals.noteGap),
  ]);
  return { eks: eks.facts, oidcIssuers, unread: [...refusals.unread, ...eks.unread] };
}
