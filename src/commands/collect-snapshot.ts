// Reads everything that audit, why and the verification of a grant judge, and notes what could not be read.
import { createRefusals } from "../access/refusals.ts";
import type { NodeRole, Snapshot } from "../access/snapshot.ts";
import type { Context } from "../context.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { annotationKeys } from "../pods/annotations.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import { asNamed, type Discovered, discoverNodes, parseNodeRole } from "./discover-nodes.ts";

export interface SnapshotWishes {
  readonly prefix: string;
  /** One namespace's workloads and pods; all when absent. */
  readonly namespace: string | undefined;
  /** ARNs given by the person, judged beside those that were discovered: pods run there, too. */
  readonly nodeRoles: readonly string[];
}

/** Asked of AssumeRole: valid for every role, because a role's maximum is never lower. */
const sessionSeconds = 3600;

export async function collectSnapshot(context: Context, wishes: SnapshotWishes): Promise<Snapshot> {
  const account = await context.account();
  const cluster = await context.cluster();
  const where = wishes.namespace === undefined ? {} : { namespace: wishes.namespace };
  const progress = context.terminal.progress("Reading the cluster");
  const refusals = createRefusals();
  try {
    const [discovered, namespaces = [], { workloads, pods, unread }] = await Promise.all([
      discoverNodes(account, cluster, []),
      cluster.readNamespaces().catch(refusals.note),
      cluster.readInventory(where),
    ]);
    const nodeRoles = withNamed(discovered, wishes.nodeRoles);
    const settings: RoleSettings = {
      base: baseOfPrefix(wishes.prefix, discovered.cluster),
      namespaceRestrictions: "off",
      sessionSeconds,
    };
    const claimed = [
      ...workloads.map(({ templateAnnotations }) => templateAnnotations),
      ...pods.map((pod) => pod.annotations),
    ]
      .map((annotations) => annotations[annotationKeys.role])
      .flatMap((claim) => (claim === undefined ? [] : [resolveRoleReference(claim, settings.base)]))
      .flatMap((resolved) => (resolved.kind === "resolved" ? [resolved.role] : []));
    const wanted = [...new Set([...claimed, ...nodeRoles.map(({ arn }) => arn)])];
    progress.update(`Reading ${wanted.length} roles`);
    const roles = await account.readRoles(wanted);
    progress.done(`Read ${workloads.length} workloads, ${pods.length} pods and ${wanted.length} roles`);
    return {
      cluster: discovered.cluster,
      settings,
      prefix: wishes.prefix,
      nodes: discovered.nodes,
      nodeRoles,
      namespaces,
      workloads,
      pods,
      roles,
      coverage: [...discovered.unread, ...refusals.unread, ...unread],
      nodesUnread: discovered.gaps,
      takenAt: Math.floor(context.now().getTime() / 1000),
    };
  } catch (error) {
    progress.fail();
    throw error;
  }
}

function withNamed(discovered: Discovered, named: readonly string[]): readonly NodeRole[] {
  const { nodeRoles } = discovered;
  const more = named.map(parseNodeRole).filter((role) => !nodeRoles.some(({ arn }) => arn === role));
  return [...nodeRoles, ...more.map((arn) => asNamed(arn, discovered))];
}
