// What was found out about the nodes, before anything is planned: each node role with where it was seen.
import type { ClusterFacts, NodeRole, Unread } from "../access/snapshot.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";

export interface Discovery {
  readonly cluster: ClusterFacts;
  readonly nodeRoles: readonly NodeRole[];
  readonly unread: readonly Unread[];
}

export function discoveryText(discovery: Discovery, { style, width }: { style: Style; width: number }): string {
  const { cluster, nodeRoles, unread } = discovery;
  const heading = `Cluster ${style.bold(plain(cluster.name))} in account ${cluster.account} (${cluster.region})`;
  const roles = nodeRoles.map(({ arn, sources, nodeCount }) => {
    const nodes = `${nodeCount} node${nodeCount === 1 ? "" : "s"}`;
    return `  ${arn}\n${indentText(plain(`${nodes}; ${sources.join(", ")}`), "      ", width)}`;
  });
  const gaps = unread.map(({ call, subject, problem }) =>
    indentText(plain(`not read: ${call} on ${subject}: ${problem}`), "  ", width),
  );
  return [heading, `${nodeRoles.length} node role${nodeRoles.length === 1 ? "" : "s"}:`, ...roles, ...gaps, ""].join(
    "\n",
  );
}
