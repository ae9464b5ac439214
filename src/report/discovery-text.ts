// What was found out about the nodes: each role with where it was seen, and whether pods on its nodes can be served.
import type { ClusterFacts } from "../access/snapshot.ts";
import type { Unread } from "../errors.ts";
import type { NodeRole } from "../nodes/gather-node-roles.ts";
import type { NodeKind } from "../nodes/node-source.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";
import { counted } from "../print-many.ts";

export interface Discovery {
  readonly cluster: ClusterFacts;
  readonly nodeRoles: readonly NodeRole[];
  readonly otherRoles: readonly NodeRole[];
  readonly disagreements: readonly string[];
  readonly unread: readonly Unread[];
  /** Of `unread`: what may hide a node role. */
  readonly gaps: readonly Unread[];
}

export function discoveryText(discovery: Discovery, { style, width }: { style: Style; width: number }): string {
  const { cluster, nodeRoles, otherRoles, disagreements, unread, gaps } = discovery;
  const heading = `Cluster ${style.bold(plain(cluster.name))} in account ${cluster.account} (${cluster.region})`;
  const roleText = (role: NodeRole): string => block(role, style, width);
  const others =
    otherRoles.length === 0 ? [] : [`${counted(otherRoles.length, "other role")}, whose pods it cannot serve:`];
  return [
    heading,
    `${counted(nodeRoles.length, "node role")}:`,
    ...nodeRoles.map(roleText),
    ...others,
    ...otherRoles.map(roleText),
    ...disagreements.map((words) => indentText(plain(`disagree: ${words}`), "  ", width)),
    ...unread.map((one) => indentText(plain(gapText(one, gaps.includes(one))), "  ", width)),
    "",
  ].join("\n");
}

function block({ arn, sources, nodeCount, kinds, interception }: NodeRole, style: Style, width: number): string {
  const facts = [counted(nodeCount, "node"), ...(kinds.length === 0 ? [] : [kinds.map(kindText).join(", ")])].join(
    ", ",
  );
  const { verdict, why } = interception;
  const mark = { yes: style.green, no: style.dim, unknown: style.yellow }[verdict];
  return [
    `  ${arn}`,
    indentText(plain(`${facts}; ${sources.join(", ")}`), "      ", width),
    indentText(`${mark(`interceptable: ${verdict}`)}, ${plain(why)}`, "      ", width),
  ].join("\n");
}

const kindNames: Partial<Record<NodeKind, string>> = {
  managed: "managed group",
  karpenter: "Karpenter",
  ec2: "EC2",
  auto: "Auto Mode",
  fargate: "Fargate",
  hyperpod: "HyperPod",
  other: "not EC2",
};

function kindText(kind: NodeKind): string {
  return kindNames[kind] ?? kind;
}

/** What another source makes up for is told, too: a person decides whether that is enough. */
function gapText({ call, subject, problem }: Unread, isGap: boolean): string {
  const reach = isGap ? "may hide a node role" : "no node role is hidden by it";
  return `not read: ${call} on ${subject} (${reach}): ${problem}`;
}
