// Reads everything that audit, why and the verification of a grant judge, and notes what could not be read.
import { type AccountRoles, sourceOf } from "../access/account-details.ts";
import { settingsOfProxies } from "../access/proxy-settings.ts";
import { createRefusals } from "../access/refusals.ts";
import { rolesToLookUp } from "../access/roles-to-look-up.ts";
import type { NodeRole, Snapshot } from "../access/snapshot.ts";
import type { Context } from "../context.ts";
import { asNamed, type Discovered, discoverNodes, parseNodeRole } from "./discover-nodes.ts";
import { nothingMore, readAccountWays, readMoreOfAccount, readMoreOfCluster } from "./read-more.ts";
import { readNamedRoles } from "./read-named-roles.ts";
import { counted } from "../print-many.ts";

export interface SnapshotWishes {
  readonly prefix: string;
  /** One namespace's workloads and pods; all when absent. */
  readonly namespace: string | undefined;
  /** ARNs given by the person, judged beside those that were discovered: pods run there, too. */
  readonly nodeRoles: readonly string[];
  /** Also what only an audit asks: every role, rights in the cluster, service accounts and what EKS knows of them. */
  readonly everything?: boolean;
  /** Also the service accounts, and which roles they have. */
  readonly serviceAccounts?: boolean;
  /** A role that is judged beside those that the cluster names. */
  readonly role?: string | undefined;
  /** Every role of the account, from a file instead of the account. */
  readonly accountRoles?: AccountRoles | undefined;
}

export async function collectSnapshot(context: Context, wishes: SnapshotWishes): Promise<Snapshot> {
  const account = await context.account();
  const cluster = await context.cluster();
  const { namespace, prefix, everything = false, serviceAccounts = false, accountRoles: given } = wishes;
  const progress = context.terminal.progress("Reading the cluster");
  const refusals = createRefusals();
  try {
    const discovering = discoverNodes(account, cluster, []);
    const [discovered, namespaces = [], inventory, moreOfCluster, moreOfAccount] = await Promise.all([
      discovering,
      cluster.readNamespaces().catch(refusals.noteGap),
      cluster.readInventory(namespace === undefined ? {} : { namespace }).then((read) => {
        progress.update(`Read ${counted(read.workloads.length, "workload")} and ${counted(read.pods.length, "pod")}`);
        return read;
      }),
      everything || serviceAccounts ? readMoreOfCluster(cluster, namespace) : nothingMore,
      everything
        ? readMoreOfAccount(account, discovering, given, (count) =>
            progress.update(`Read ${counted(count, "role")} of the account`),
          )
        : serviceAccounts
          ? readAccountWays(account, discovering)
          : nothingMore,
    ]);
    const { workloads, pods, proxies, networks, unread } = inventory;
    const nodeRoles = withNamed(discovered, wishes.nodeRoles);
    const settings = settingsOfProxies(proxies ?? [], { prefix, ...discovered.cluster });
    const wanted = rolesToLookUp({
      ...{ workloads, pods, settings, serviceAccounts: moreOfCluster.serviceAccounts, eks: moreOfAccount.eks },
      nodeRoles: nodeRoles.map(({ arn }) => arn),
      asked: wishes.role,
    });
    const { listed } = moreOfAccount;
    const roles = await readNamedRoles(account, { wanted, listed, settings, all: namespace === undefined });
    progress.done(
      `Read ${counted(workloads.length, "workload")}, ${counted(pods.length, "pod")} and ${counted(roles.size, "role")}`,
    );
    return {
      cluster: discovered.cluster,
      settings,
      prefix,
      nodes: discovered.nodes,
      nodeRoles,
      ...{ namespaces, workloads, pods, proxies, networks, roles },
      serviceAccounts: moreOfCluster.serviceAccounts,
      rbac: moreOfCluster.rbac,
      roleMappings: moreOfCluster.roleMappings,
      // In one namespace's light every role that others use would look unused.
      accountRoles: namespace === undefined ? listed?.roles : undefined,
      eks: moreOfAccount.eks,
      oidcIssuers: moreOfAccount.oidcIssuers,
      coverage: distinct([
        ...discovered.unread,
        ...refusals.unread,
        ...unread,
        ...moreOfCluster.unread,
        ...moreOfAccount.unread,
      ]),
      nodesUnread: discovered.gaps,
      sources: [...account.takeSources(), ...cluster.takeSources(), ...(given === undefined ? [] : [sourceOf(given)])],
      takenAt: Math.floor(context.now().getTime() / 1000),
    };
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** Two readers may have been refused the same call. */
function distinct(unread: Snapshot["coverage"]): Snapshot["coverage"] {
  return [...new Map(unread.map((one) => [`${one.call} ${one.subject}`, one])).values()];
}

function withNamed(discovered: Discovered, named: readonly string[]): readonly NodeRole[] {
  const { nodeRoles } = discovered;
  const more = named.map(parseNodeRole).filter((role) => !nodeRoles.some(({ arn }) => arn === role));
  return [...nodeRoles, ...more.map((arn) => asNamed(arn, discovered))];
}
