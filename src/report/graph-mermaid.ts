// The access graph for Mermaid, which code hosts draw inside Markdown.
import type { AccessGraph, Claim } from "../access/access-graph.ts";
import { plain } from "./plain.ts";
import { serviceName } from "./service-name.ts";

/** https://mermaid.js.org/syntax/flowchart.html */
export function graphMermaid({ workloads, roles, services, claims, grants }: AccessGraph): string {
  const ids = new Map(
    [
      ...workloads.map(({ id }) => `workload ${id}`),
      ...roles.map(({ arn }) => `role ${arn}`),
      ...services.map((service) => `service ${service}`),
    ].map((key, index) => [key, `n${index}`]),
  );
  const node = (key: string): string => ids.get(key) ?? "n";
  const lines = [
    ...[...new Set(workloads.map(({ namespace }) => namespace))].flatMap((namespace, index) => [
      `subgraph s${index}[${quoted(namespace)}]`,
      ...workloads
        .filter((workload) => workload.namespace === namespace)
        .map(({ id, name }) => `  ${node(`workload ${id}`)}[${quoted(name)}]`),
      "end",
    ]),
    ...roles.map(({ arn, name, admin, state }) => {
      const notes = [...(admin ? ["administrator"] : []), ...(state === "found" ? [] : [state])];
      return `${node(`role ${arn}`)}([${quoted([name, ...notes].join(" - "))}])${admin ? ":::admin" : ""}`;
    }),
    ...services.map((service) => `${node(`service ${service}`)}[[${quoted(serviceName(service))}]]`),
    ...claims.map(
      ({ workload, role, verdict }) => `${node(`workload ${workload}`)} ${arrows[verdict]} ${node(`role ${role}`)}`,
    ),
    ...grants.map(({ role, service, mode }) => `${node(`role ${role}`)} -->|${mode}| ${node(`service ${service}`)}`),
    "classDef admin stroke:#c00,stroke-width:3px",
  ];
  return `flowchart LR\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

const arrows: Record<Claim["verdict"], string> = {
  holds: "-->",
  broken: "-. broken .->",
  conditional: "-. conditional .->",
  unknown: "-. unknown .->",
};

/** Labels are read as Markdown with HTML: what could be either becomes a character code. */
function quoted(text: string): string {
  const safe = plain(text).replaceAll(/[^\w ./:@,=+-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
  return `"${safe}"`;
}
