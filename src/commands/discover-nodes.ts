// Finds the nodes of the cluster and every role they run with, from each source that can be read.
import { createRefusals } from "../access/refusals.ts";
import type { ClusterFacts, NodeRecord } from "../access/snapshot.ts";
import type { Account } from "../aws/connect-account.ts";
import { exitCodes, IamctlError, type Unread } from "../errors.ts";
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { clusterOfInstances } from "../nodes/cluster-of-instances.ts";
import { assembleDiscovery } from "../nodes/assemble-discovery.ts";
import type { NodeRole } from "../nodes/gather-node-roles.ts";
import { identifyCluster } from "./identify-cluster.ts";
import { readNodeSources } from "./read-node-sources.ts";

export interface Discovered {
  readonly cluster: ClusterFacts;
  readonly isEks: boolean;
  /** EKS that goes by access entries, alone or beside aws-auth. */
  readonly hasAccessEntries: boolean;
  readonly nodes: readonly NodeRecord[];
  /** Those to set up and to admit: pods on their nodes can be served. */
  readonly nodeRoles: readonly NodeRole[];
  /** Of Fargate, Auto Mode, Windows and their like, each with why its pods cannot be served. */
  readonly otherRoles: readonly NodeRole[];
  /** What the sources contradict each other in, in words. */
  readonly disagreements: readonly string[];
  /** All that was refused. */
  readonly unread: readonly Unread[];
  /** The part of it that may hide a node role: no other source makes up for it. */
  readonly gaps: readonly Unread[];
}

/** `named`: ARNs that the person gave, used instead of those that the account would tell. */
export async function discoverNodes(account: Account, cluster: Cluster, named: readonly string[]): Promise<Discovered> {
  const given = named.map(parseNodeRole);
  const refusals = createRefusals();
  const [identified, nodes = []] = await Promise.all([
    identifyCluster(account, cluster),
    cluster.readNodes().catch(refusals.noteGap),
  ]);
  const { eks, facts } = identified;
  const instancesRead = account.readInstances(nodes.flatMap(({ instanceId }) => instanceId ?? []));
  const tagName = instancesRead.then((read) => eks?.name ?? clusterOfInstances(read.instances));
  const [declared, reading] = await Promise.all([readNodeSources(account, cluster, eks, tagName), instancesRead]);
  const { instances } = reading;
  const { makers, admissions, makersUnread, admissionsUnread, otherUnread } = declared;
  const resolve = await account.resolvePointers([
    ...[...makers, ...admissions].map(({ pointer }) => pointer),
    ...[...instances.values()].flatMap(({ profile: name }) =>
      name === undefined ? [] : [{ kind: "instance-profile" as const, name }],
    ),
  ]);
  const coverage = {
    cluster: identified.unread,
    nodes: refusals.unread,
    instances: reading.unread,
    groups: makersUnread,
    access: admissionsUnread,
  };
  const assembled = assembleDiscovery({ nodes, instances, makers, admissions, resolve, coverage });
  return {
    ...assembled,
    cluster: { ...facts, name: eks?.name ?? clusterOfInstances(instances) ?? facts.name },
    isEks: eks !== undefined,
    hasAccessEntries: eks !== undefined && eks.authenticationMode !== "CONFIG_MAP",
    nodeRoles: given.length > 0 ? given.map((role) => asNamed(role, assembled)) : assembled.nodeRoles,
    unread: [...Object.values(coverage).flat(), ...assembled.unread, ...otherUnread],
  };
}

export function parseNodeRole(text: string): RoleArn {
  const role = parseRoleArn(text);
  if (role !== undefined) return role;
  throw new IamctlError(`"${text}" is not the ARN of a role.`, {
    hint: "Node roles are named by their whole ARN: --node-role arn:aws:iam::111122223333:role/NAME",
    exitCode: exitCodes.usage,
  });
}

type Roles = Pick<Discovered, "nodeRoles" | "otherRoles">;

/** Whoever names a role answers for it: it is set up whatever was found about it, and that is told beside. */
export function asNamed(arn: RoleArn, { nodeRoles, otherRoles }: Roles): NodeRole {
  const found = [...nodeRoles, ...otherRoles].find((role) => role.arn === arn);
  const source = "named with --node-role";
  if (found !== undefined) return { ...found, sources: [source, ...found.sources] };
  const interception = { verdict: "unknown", why: "no node was seen to run with it" } as const;
  return { arn, sources: [source], nodeCount: 0, kinds: [], interception };
}
