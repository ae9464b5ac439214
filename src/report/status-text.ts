// Shows the set-up of a cluster: policy, node roles, grants by node role, proxies, and what to do about the rest.
import { placeOfPolicy } from "../access/judge-own-policy.ts";
import type { GrantStatus, SetUp } from "../access/set-up.ts";
import { roleParts } from "../iam/arn.ts";
import { printPrefix } from "../iam/role-prefix.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";
import { agreeing, counted, someOf } from "../print-many.ts";

interface View {
  readonly style: Style;
  readonly width: number;
}

export function statusText(setUp: SetUp, view: View): string {
  const { cluster, prefix, policy } = setUp;
  const { style } = view;
  return [
    `Cluster ${style.bold(plain(cluster.name))} in account ${cluster.account} (${cluster.region}), roles under ${plain(printPrefix(prefix))}`,
    `Policy  ${plain(placeOfPolicy(policy))}: ${answer(policy.state, style)}`,
    "",
    ...nodeRoleLines(setUp, view),
    "",
    ...grantLines(setUp, view),
    "",
    ...proxyLines(setUp, view),
    ...driftLines(setUp, view),
    ...setUp.unread.map(({ call, subject, problem }) =>
      indentText(plain(`not read: ${call} on ${subject}: ${problem}`), "  ", view.width),
    ),
  ].join("\n");
}

function nodeRoleLines({ nodeRoles, prefix }: SetUp, { style }: View): readonly string[] {
  if (nodeRoles.length === 0) return ["No node role is known."];
  const rows = nodeRoles.map(({ arn, nodeCount, assumesPrefix, fenced }) => [
    roleParts(arn).name,
    String(nodeCount),
    assumesPrefix,
    fenced,
  ]);
  return table(["NODE ROLE", "NODES", `MAY ASSUME ${prefix}*`, "FENCED"], rows, style);
}

/** Node roles by number: their names would not fit beside each other. */
function grantLines({ grants, nodeRoles }: SetUp, { style, width }: View): readonly string[] {
  if (grants.length === 0) return ["No workload names a role."];
  const heads = nodeRoles.map(({ arn }, at) => `${at + 1}: ${roleParts(arn).name}`);
  const rows = grants.map((grant) => [
    `${grant.workload.namespace}/${printWorkload(grant.workload)}`,
    grant.role === undefined ? grant.reference : roleParts(grant.role).name,
    verdictOf(grant),
    ...grant.admits.map(({ answer: admitted }) => admitted),
  ]);
  const heading = ["WORKLOAD", "ROLE", "HOLDS IT", ...nodeRoles.map((_, at) => String(at + 1))];
  return [...table(heading, rows, style), indentText(plain(`nodes of ${heads.join(", ")}`), "  ", width)];
}

/** Whoever may hold a role but is not answered by a proxy holds the node's. */
function verdictOf({ verdict, serving }: GrantStatus): string {
  if (verdict === "holds" && serving.kind === "unknown") return "unknown";
  if (verdict === "holds" && serving.kind !== "served") return serving.problem;
  return { holds: "yes", broken: "no", conditional: "conditional", unknown: "unknown" }[verdict];
}

function proxyLines({ proxies, uncovered }: SetUp, { width }: View): readonly string[] {
  const lines = proxies.map(({ namespace, name, program, chart, desired, ready }) => {
    const from = chart === undefined ? program : `${program}, chart ${chart}`;
    return plain(`Proxy  ${namespace}/${name} (${from}): ready on ${ready} of ${counted(desired, "node")}`);
  });
  if (proxies.length === 0 || uncovered.length === 0) return lines;
  return [...lines, indentText(plain(`no proxy is meant for ${someOf(uncovered, 10)}`), "  ", width)];
}

function driftLines({ drift }: SetUp, { style, width }: View): readonly string[] {
  if (drift.length === 0) return [style.green("Everything is as planned.")];
  return [
    style.bold(`${counted(drift.length, "thing")} ${agreeing(drift.length, "differs", "differ")} from the plan:`),
    ...drift.flatMap(({ what, command }) => [
      indentText(plain(what), "  ", width),
      ...(command === undefined ? [] : [`    ${style.cyan(plain(command))}`]),
    ]),
  ];
}

/** Columns as wide as their longest cell; nothing is cut off. */
function table(heading: readonly string[], rows: readonly (readonly string[])[], style: Style): readonly string[] {
  const cells = [heading, ...rows].map((row) => row.map(plain));
  const widths = heading.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  return cells.map((row, line) => {
    const last = row.length - 1;
    const padded = row.map((cell, at) => (at === last ? cell : cell.padEnd(widths[at] ?? 0)));
    return padded.map((cell) => (line === 0 ? style.bold(cell) : answer(cell, style))).join("  ");
  });
}

function answer(words: string, style: Style): string {
  const word = words.trim();
  if (["yes", "as planned"].includes(word)) return style.green(words);
  if (["no", "differs", "absent"].includes(word) || word.startsWith("no ")) return style.red(words);
  return ["unknown", "conditional"].includes(word) || word.startsWith("proxy ") ? style.yellow(words) : words;
}
