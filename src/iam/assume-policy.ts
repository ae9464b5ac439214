// The policies that let a node role assume the roles under one prefix, and fence it in from all others.
import { makePolicy, type PolicyDocument } from "./policy-document.ts";

export interface RolePrefix {
  readonly partition: string;
  readonly account: string;
  /** A path (`/pods/`) or the beginning of a name (`pod-`); with both (`/pods/team-`), a path and a beginning. */
  readonly prefix: string;
  /** Whether they tag the sessions they ask for: an action of its own. */
  readonly tagSessions?: boolean | undefined;
}

/**
 * `deny`: a Deny on every role outside the prefix. `boundary`: a permissions boundary that allows those under it. Without
 * either a role outside that trusts the node role can be assumed, because within one account its trust is enough:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export type Fence = "none" | "deny" | "boundary";

export const assumeSid = "IamctlAssumePodRoles";
export const fenceSid = "IamctlFence";

export function assumePolicy(input: RolePrefix, fence: Fence = "none"): PolicyDocument {
  const deny = { Sid: fenceSid, Effect: "Deny", Action: "sts:AssumeRole", NotResource: rolesUnder(input) };
  return makePolicy({
    Version: "2012-10-17",
    Statement: [
      allowUnder(input, input.tagSessions === true ? ["sts:AssumeRole", "sts:TagSession"] : "sts:AssumeRole"),
      ...(fence === "deny" ? [deny] : []),
    ],
  });
}

/** Allows everything but assuming roles outside the prefix; a boundary grants nothing by itself. */
export function boundaryPolicy(input: RolePrefix): PolicyDocument {
  const rest = { Sid: fenceSid, Effect: "Allow", NotAction: "sts:AssumeRole", Resource: "*" };
  return makePolicy({ Version: "2012-10-17", Statement: [rest, allowUnder(input, "sts:AssumeRole")] });
}

function allowUnder(input: RolePrefix, action: string | readonly string[]): object {
  return { Sid: assumeSid, Effect: "Allow", Action: action, Resource: rolesUnder(input) };
}

/** The ARN pattern of the roles under a prefix. */
export function rolesUnder({ partition, account, prefix }: RolePrefix): string {
  return `arn:${partition}:iam::${account}:role/${prefix.replace(/^\//, "")}*`;
}

/** The prefix that a policy of ours was written for; a path comes back with its slash. */
export function prefixOf(policy: PolicyDocument): string | undefined {
  const statement = policy.statements.find(({ sid }) => sid === assumeSid);
  const pattern = statement?.resources?.patterns[0] ?? "";
  const under = /^arn:[^:]+:iam::\d{12}:role\/(.+)\*$/.exec(pattern)?.[1];
  return under?.endsWith("/") === true ? `/${under}` : under;
}

export function isFenced(policy: PolicyDocument): boolean {
  return policy.statements.some(({ sid, effect }) => sid === fenceSid && effect === "Deny");
}

/** Whether a policy of ours also lets node roles tag sessions. */
export function letsTag(policy: PolicyDocument): boolean {
  const statement = policy.statements.find(({ sid }) => sid === assumeSid);
  return statement?.actions.patterns.some((action) => action.toLowerCase() === "sts:tagsession") === true;
}
