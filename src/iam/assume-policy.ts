// The policy that lets a node role assume the roles under one prefix, and no others.
import { makePolicy, type PolicyDocument } from "./policy-document.ts";

export interface RolePrefix {
  readonly partition: string;
  readonly account: string;
  /** A path (`/pods/`) or the beginning of a name (`pod-`); with both (`/pods/team-`), a path and a beginning. */
  readonly prefix: string;
}

export const assumeSid = "IamctlAssumePodRoles";

export function assumePolicy(input: RolePrefix): PolicyDocument {
  return makePolicy({
    Version: "2012-10-17",
    Statement: [{ Sid: assumeSid, Effect: "Allow", Action: "sts:AssumeRole", Resource: rolesUnder(input) }],
  });
}

/** The ARN pattern of the roles under a prefix. */
export function rolesUnder({ partition, account, prefix }: RolePrefix): string {
  return `arn:${partition}:iam::${account}:role/${prefix.replace(/^\//, "")}*`;
}
