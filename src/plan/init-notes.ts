// What the person should know before an `init` is applied: what a fence does and does not do, and what node roles hold already.
import type { CutOff } from "../access/find-cut-off.ts";
import { shortName } from "../access/find-cut-off.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import { type Fence } from "../iam/assume-policy.ts";

export interface FenceNotes {
  readonly fence: Fence;
  readonly prefix: string;
  readonly cutOff: readonly CutOff[];
  /** Patterns in other accounts. */
  readonly foreign: readonly string[];
}

export function fenceNotes({ fence, prefix, cutOff, foreign }: FenceNotes): readonly string[] {
  if (fence === "none") {
    return [
      `The prefix is not a fence: a role outside ${prefix} whose trust policy names a node role can still be assumed by it (--fence deny stops that).`,
    ];
  }
  return [
    ...(fence === "deny"
      ? [`Fence: every node role is denied all roles outside ${prefix}.`]
      : [
          `Fence: the boundary keeps node roles from roles outside ${prefix} whose trust policy names the node role; one that names a node's session (assumed-role/…) is not stopped by it, a Deny would.`,
          "Whoever denies by NotPrincipal in a resource policy denies every role that has a boundary: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
        ]),
    cutOffText(cutOff),
    ...(foreign.length === 0
      ? []
      : [`Cut off as well, whoever trusts them: ${foreign.join(", ")}, which policies of the node roles allow.`]),
  ];
}

export function cutOffText(cutOff: readonly CutOff[]): string {
  if (cutOff.length === 0) return "It cuts off no role of this account that a node can assume today.";
  const lines = cutOff.map(({ role, nodeRoles }) => `${shortName(role)} (from ${nodeRoles.map(shortName).join(", ")})`);
  return `It cuts off what nodes can assume today: ${lines.join("; ")}.`;
}

/** https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const usual: ReadonlySet<string> = new Set([
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKSWorkerNodeMinimalPolicy",
  "AmazonEC2ContainerRegistryReadOnly",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEKS_CNI_Policy",
  "AmazonSSMManagedInstanceCore",
  "CloudWatchAgentServerPolicy",
]);

/** Pods that reach the node's role get all of it. `own`: names of iamctl's policies. */
export function baselineNotes(nodeRoles: readonly RoleFacts[], own: readonly string[]): readonly string[] {
  return nodeRoles.flatMap(({ arn, policies }) => {
    const names = policies
      .map(({ name }) => name)
      .filter((name) => !usual.has(name) && !own.some((one) => name.endsWith(one)));
    return names.length === 0
      ? []
      : [
          `${shortName(arn)} holds more than nodes usually need: ${names.join(", ")}. What it is for may belong to a pod's own role.`,
        ];
  });
}
