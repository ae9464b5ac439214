// The node roles for programs: the same facts as the table, under stable names.
import type { NodeRecord } from "../access/snapshot.ts";
import type { NodeRole } from "../nodes/gather-node-roles.ts";
import type { Discovery } from "./discovery-text.ts";

export function discoveryJson(discovery: Discovery & { readonly nodes: readonly NodeRecord[] }): object {
  const { cluster, nodeRoles, otherRoles, nodes, disagreements, unread, gaps } = discovery;
  return {
    version: 1,
    cluster,
    complete: gaps.length === 0,
    roles: [...nodeRoles, ...otherRoles].map(describeRole),
    nodes: nodes.map(({ name, instanceId, kind, windows, role, metadata }) => ({
      ...{ name, instanceId, kind, os: windows ? "windows" : "linux", role, metadata },
    })),
    disagreements,
    unread: unread.map((one) => ({ ...one, mayHideNodeRole: gaps.includes(one) })),
  };
}

function describeRole({ arn, sources, nodeCount, kinds, interception }: NodeRole): object {
  return { arn, kinds, nodeCount, sources, interceptable: interception.verdict, why: interception.why };
}
