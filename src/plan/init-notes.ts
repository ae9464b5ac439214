// What the person should know before an `init` is applied: what a fence does and does not do, and what node roles hold already.
import type { CutOff } from "../access/find-cut-off.ts";
import { shortName } from "../access/find-cut-off.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Unfenced } from "../access/find-unfenced.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Fence } from "../iam/assume-policy.ts";
import { isPathPrefix, isUnderPrefix, printPrefix } from "../iam/role-prefix.ts";
import { someOf } from "../print-many.ts";

export interface FenceNotes {
  readonly fence: Fence;
  readonly prefix: string;
  readonly cutOff: readonly CutOff[];
  /** Rule N03's judgement of the account as it is; absent where its roles could not be listed. */
  readonly unfenced: readonly Unfenced[] | undefined;
  /** Other roles outside the prefix that nodes can assume today, by their own policies; absent likewise. */
  readonly beyond: readonly CutOff[] | undefined;
  /** Patterns in other accounts. */
  readonly foreign: readonly string[];
}

export function fenceNotes({ fence, prefix: given, cutOff, unfenced, beyond, foreign }: FenceNotes): readonly string[] {
  const prefix = printPrefix(given);
  if (fence === "none") {
    return [
      `The prefix is not a fence: a role outside ${prefix} whose trust policy names a node role can still be assumed by it (--fence deny stops that). ${unfencedText(unfenced)}${beyondText(beyond)}`,
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
  return `It cuts off what nodes can assume today: ${cutOff.map(fromNodes).join("; ")}.`;
}

function unfencedText(unfenced: readonly Unfenced[] | undefined): string {
  if (unfenced === undefined) return `Which roles those are ${unlisted}.`;
  if (unfenced.length === 0) return "Such roles today: none.";
  return `Such roles today (rule N03): ${someOf(unfenced.map(fromNodes), 10)}.`;
}

function beyondText(beyond: readonly CutOff[] = []): string {
  if (beyond.length === 0) return "";
  return ` By what their own policies allow, nodes can assume today as well (rule N02): ${someOf(beyond.map(fromNodes), 10)}.`;
}

function fromNodes({ role, nodeRoles }: CutOff | Unfenced): string {
  return `${shortName(role)} (from ${nodeRoles.map(shortName).join(", ")})`;
}

const unlisted = "could not be told: iam:ListRoles was refused";

/** `roles`: of the account; absent where they could not be listed. A path needs no words: only what is in it begins with it. */
export function prefixNotes(prefix: string, roles: readonly RoleArn[] | undefined): readonly string[] {
  if (isPathPrefix(prefix)) return [];
  const named = roles?.filter((role) => isUnderPrefix(role, prefix)).map(shortName);
  const today =
    named === undefined
      ? `Which roles those are ${unlisted}.`
      : named.length === 0
        ? "Such roles today: none."
        : `Such roles today: ${someOf(named, 10)}.`;
  return [
    `${prefix} is the beginning of a name, not a path: every role whose path and name begin with ${prefix} counts as one for pods, whoever made it and for whatever, and nodes may assume it where it trusts the account. ${today} A path is taken by nobody by accident: --prefix /${prefix.replace(/\W+$/, "")}/.`,
  ];
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
