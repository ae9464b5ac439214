// The prefix that roles meant for pods begin with: a path (`/pods/`), the beginning of a name (`pod-`), or both.
import { type RoleArn, roleParts } from "./arn.ts";
import type { RoleBase } from "./role-reference.ts";

/** Why a path, and why this one: docs/decisions.md. */
export const defaultPrefix = "/pods/";

/** A path (`/pods/`) or the beginning of a name (`pod-`), in the characters IAM allows; not the root, which is no limit. */
export function isRolePrefix(text: string): boolean {
  return /^(?:\/(?:[!-.0-~]+\/)+|[\w+=,.@-]{1,63})$/.test(text) && !/[*?]/.test(text);
}

/** A path ends with a slash, so that nothing but what is in it begins with it. */
export function isPathPrefix(prefix: string): boolean {
  return prefix.endsWith("/");
}

/** As sentences name it: `/pods/`, or `pods*`, which every name may begin with. */
export function printPrefix(prefix: string): string {
  return isPathPrefix(prefix) ? prefix : `${prefix}*`;
}

/** True when the part of the ARN after `role/` begins with the prefix. */
export function isUnderPrefix(role: RoleArn, prefix: string): boolean {
  const { path, name } = roleParts(role);
  return `${path}${name}`.slice(1).startsWith(prefix.replace(/^\//, ""));
}

/** What role names in annotations are resolved against: the prefix's path, so that a bare name means a role under it. */
export function baseOfPrefix(prefix: string, { partition, account }: Omit<RoleBase, "path">): RoleBase {
  return { partition, account, path: prefix.startsWith("/") ? prefix.slice(0, prefix.lastIndexOf("/") + 1) : "/" };
}

/** The base as kube2iam and `iamctl proxy` take it: `arn:aws:iam::111122223333:role/pods/`. */
export function printBase({ partition, account, path }: RoleBase): string {
  return `arn:${partition}:iam::${account}:role${path}`;
}
