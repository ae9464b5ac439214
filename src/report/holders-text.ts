// Who can become a role, as a person reads it and for programs.
import type { RoleHolder, Way } from "../audit/who-can.ts";
import type { Unread } from "../errors.ts";
import { roleParts } from "../iam/arn.ts";
import { jsonText } from "./json-text.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";

export function holdersText(
  role: string,
  holders: readonly RoleHolder[],
  { style, width }: { style: Style; width: number },
): string {
  if (holders.length === 0) return `${style.green(plain(`Nobody that was looked at can become ${role}.`))}\n`;
  const blocks = ways.flatMap(([way, heading]) => {
    const own = holders.filter((holder) => holder.way === way);
    return own.length === 0 ? [] : [[style.bold(heading), ...own.map((one) => line(one, style, width)), ""].join("\n")];
  });
  return [style.bold(plain(role)), "", ...blocks].join("\n");
}

function line({ who, through, certain, detail }: RoleHolder, style: Style, width: number): string {
  const hops = through.map((role) => roleParts(role).name);
  const via = hops.length === 0 ? "" : ` through ${hops.join(", then ")}`;
  const sure = certain ? "" : ` ${style.yellow("(if a condition holds that only the call shows)")}`;
  return `  ${plain(who)}${style.dim(plain(via))}${sure}\n${style.dim(indentText(plain(detail), "      ", width))}`;
}

const ways: readonly (readonly [way: Way, heading: string])[] = [
  ["annotation", "Workloads by their annotation"],
  ["service-account", "Service accounts by their token (IRSA)"],
  ["pod-identity", "Service accounts by EKS Pod Identity"],
  ["node-credentials", "Nodes"],
  ["role", "Other roles"],
  ["right", "Rights in the cluster"],
];

/** `unknown`: what could not be read, and might have told of more. */
export function holdersJson(role: string, holders: readonly RoleHolder[], unknown: readonly Unread[]): string {
  return `${jsonText({ version: 1, kind: "RoleHolders", role, holders, unknown })}\n`;
}
