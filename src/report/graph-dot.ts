// The access graph for Graphviz: workloads by namespace, their roles, what these reach.
import type { AccessGraph, Claim, RoleNode } from "../access/access-graph.ts";
import { plain } from "./plain.ts";
import { serviceName } from "./service-name.ts";

/** https://graphviz.org/doc/info/lang.html */
export function graphDot(graph: AccessGraph): string {
  const lines = [
    'rankdir="LR"',
    'node [shape="box", style="rounded", fontname="sans-serif"]',
    ...namespacesOf(graph).flatMap((namespace, index) => cluster(graph, namespace, index)),
    ...graph.roles.map(role),
    ...graph.services.map(
      (service) => `${quoted(`service ${service}`)} [label=${quoted(serviceName(service))}, shape="component"]`,
    ),
    ...graph.claims.map(claim),
    ...graph.grants.map(
      (grant) => `${quoted(`role ${grant.role}`)} -> ${quoted(`service ${grant.service}`)} [label="${grant.mode}"]`,
    ),
  ];
  return `digraph iamctl {\n${lines.map((line) => `  ${line}`).join("\n")}\n}\n`;
}

function namespacesOf({ workloads }: AccessGraph): readonly string[] {
  return [...new Set(workloads.map(({ namespace }) => namespace))];
}

function cluster({ workloads }: AccessGraph, namespace: string, index: number): readonly string[] {
  const own = workloads.filter((workload) => workload.namespace === namespace);
  const nodes = own.map(({ id, name }) => `  ${quoted(`workload ${id}`)} [label=${quoted(name)}]`);
  return [`subgraph cluster_${index} {`, `  label=${quoted(namespace)}`, ...nodes, "}"];
}

function role({ arn, name, admin, state }: RoleNode): string {
  const label = quoted(name, ...(admin ? ["administrator"] : []), ...(state === "found" ? [] : [state]));
  return `${quoted(`role ${arn}`)} [label=${label}, shape="ellipse"${admin ? ', color="red", penwidth=2' : ""}]`;
}

function claim({ workload, role: arn, verdict }: Claim): string {
  const label = verdict === "holds" ? "" : `, label="${verdict}"`;
  return `${quoted(`workload ${workload}`)} -> ${quoted(`role ${arn}`)} [style="${edgeStyles[verdict]}"${label}]`;
}

const edgeStyles: Record<Claim["verdict"], string> = {
  holds: "solid",
  broken: "dotted",
  conditional: "dashed",
  unknown: "dashed",
};

function quoted(...lines: readonly string[]): string {
  const escaped = lines.map((line) => plain(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
  return `"${escaped.join("\\n")}"`;
}
