// Finds the nodes of the cluster and every role they run with, from each source that can be read.
import { createRefusals } from "../access/refusals.ts";
import type { ClusterFacts, NodeRecord, NodeRole, Unread } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { identifyCluster } from "./identify-cluster.ts";

export interface Discovered {
  readonly cluster: ClusterFacts;
  readonly nodes: readonly NodeRecord[];
  readonly nodeRoles: readonly NodeRole[];
  readonly unread: readonly Unread[];
}

/** `named`: ARNs that the person gave, used instead of those that the account would tell. */
export async function discoverNodes(account: Account, cluster: Cluster, named: readonly string[]): Promise<Discovered> {
  const given = named.map(parseNodeRole);
  const refusals = createRefusals();
  const [identified, nodes = []] = await Promise.all([
    identifyCluster(account, cluster),
    cluster.readNodes().catch(refusals.note),
  ]);
  const { facts, eksName } = identified;
  const [groups, instances] = await Promise.all([
    eksName === undefined ? { found: [], unread: [] } : account.readNodegroupRoles(eksName),
    account.readInstanceRoles(nodes.flatMap(({ instanceId }) => (instanceId === undefined ? [] : [instanceId]))),
  ]);
  const placed = nodes.map((node) => ({ ...node, role: instances.roles.get(node.instanceId ?? "") }));
  const seen: readonly Sighting[] =
    given.length > 0
      ? given.map((role) => ({ role, source: "named with --node-role" }))
      : [...groups.found, ...placed.flatMap(sightingOnNode)];
  return {
    cluster: facts,
    nodes: placed,
    nodeRoles: gather(seen, placed),
    unread: [...refusals.unread, ...identified.unread, ...groups.unread, ...instances.unread],
  };
}

interface Sighting {
  readonly role: RoleArn;
  readonly source: string;
}

export function parseNodeRole(text: string): RoleArn {
  const role = parseRoleArn(text);
  if (role !== undefined) return role;
  throw new IamctlError(`"${text}" is not the ARN of a role.`, {
    hint: "Node roles are named by their whole ARN: --node-role arn:aws:iam::111122223333:role/NAME",
    exitCode: exitCodes.usage,
  });
}

function sightingOnNode({ role, instanceId }: NodeRecord): readonly Sighting[] {
  return role === undefined ? [] : [{ role, source: `instance profile of ${instanceId ?? ""}` }];
}

/** One entry a role, in the order first seen; many instances of one role are told as a number. */
function gather(seen: readonly Sighting[], nodes: readonly NodeRecord[]): readonly NodeRole[] {
  return [...new Set(seen.map(({ role }) => role))].map((arn) => {
    const sources = seen.filter(({ role }) => role === arn).map(({ source }) => source);
    const profiles = sources.filter((source) => source.startsWith("instance profile"));
    const declared = sources.filter((source) => !source.startsWith("instance profile"));
    return {
      arn,
      sources: [...declared, ...(profiles.length > 1 ? [`instance profiles of ${profiles.length} nodes`] : profiles)],
      nodeCount: nodes.filter(({ role }) => role === arn).length,
    };
  });
}
