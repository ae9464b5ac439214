// Decides whether the principals of a resource or trust policy are the caller, and through which of its names.
import { parseArn, parseSessionArn, roleParts, type RoleArn } from "./arn.ts";
import type { PrincipalEntry, Statement } from "./policy-document.ts";
import type { Truth } from "./truth.ts";

/** Who asks. */
export interface Caller {
  readonly account: string;
  readonly partition: string;
  /** `arn:…:assumed-role/…` or `arn:…:user/…`. An account's root user is not judged here. */
  readonly arn: string;
  /** The role behind a session. */
  readonly role?: RoleArn;
  /** A service that calls for itself: `ec2.amazonaws.com`. */
  readonly service?: string;
  /** The identity provider that vouches for a caller without AWS credentials: `arn:…:oidc-provider/…`. */
  readonly federated?: string;
}

/** Callers of no account, to whom no identity policy can be attached. */
export function hasNoAccount(caller: Caller): boolean {
  return caller.service !== undefined || caller.federated !== undefined;
}

/**
 * How a statement names the caller, which decides whose consent is needed besides: `direct` (session, user, service or
 * anyone), `role` (the role's ARN: boundary and session policies still limit it), `account` (the account's policies
 * must allow too).
 */
export type PrincipalMatch = "direct" | "role" | "account";

export function matchPrincipal(statement: Statement, caller: Caller): PrincipalMatch | undefined {
  const matches = statement.principals?.entries.map((entry) => matchEntry(entry, caller)) ?? [];
  return (["direct", "role", "account"] as const).find((kind) => matches.includes(kind));
}

/**
 * Whether NotPrincipal leaves the statement in force for the caller. A role session is left out for certain only when
 * its account, role and session are all listed; a Deny reaches a principal with a boundary whatever is listed. What
 * AWS does when some of the names are listed is not documented, so the answer is open then.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function escapesNotPrincipal(statement: Statement, caller: Caller, hasBoundary: boolean): Truth {
  if (statement.effect === "Deny" && hasBoundary) return true;
  const entries = statement.principals?.entries ?? [];
  if (entries.some(isEveryone)) return false;
  const listed = new Set(entries.map((entry) => matchEntry(entry, caller)));
  const names = namesOf(caller);
  const found = names.filter((name) => listed.has(name)).length;
  return found > 0 && found < names.length ? { missing: ["NotPrincipal"] } : found === 0;
}

/** The ways in which a principal can mean the caller. */
function namesOf(caller: Caller): readonly PrincipalMatch[] {
  if (hasNoAccount(caller)) return ["direct"];
  return caller.role === undefined ? ["direct", "account"] : ["direct", "role", "account"];
}

function matchEntry(entry: PrincipalEntry, caller: Caller): PrincipalMatch | undefined {
  if (isEveryone(entry)) return "direct";
  if (entry.type === "Service") return entry.value === caller.service ? "direct" : undefined;
  if (entry.type === "Federated") return entry.value === caller.federated ? "direct" : undefined;
  if (entry.type !== "AWS" || hasNoAccount(caller)) return undefined;
  if (entry.value === caller.arn) return "direct";
  if (caller.role !== undefined && entry.value === caller.role) return "role";
  return accountNamed(entry.value, caller.partition) === caller.account ? "account" : undefined;
}

function isEveryone({ type, value }: PrincipalEntry): boolean {
  return value === "*" && (type === "*" || type === "AWS");
}

/** The account that a root ARN or a bare account id stands for. */
function accountNamed(principal: string, partition: string): string | undefined {
  if (/^\d{12}$/.test(principal)) return principal;
  const arn = parseArn(principal);
  const isRoot = arn?.service === "iam" && arn.resource === "root" && arn.partition === partition;
  return isRoot ? arn.account : undefined;
}

/** The values of the condition keys that follow from who the caller is. */
export function callerContext(caller: Caller): Record<string, string> {
  if (caller.service !== undefined) {
    return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": caller.service };
  }
  const known = {
    "aws:PrincipalArn": caller.role ?? caller.arn,
    "aws:PrincipalAccount": caller.account,
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalType": principalType(caller),
  };
  const resource = parseArn(caller.arn)?.resource ?? "";
  return resource.startsWith("user/")
    ? { ...known, "aws:username": resource.slice(resource.lastIndexOf("/") + 1) }
    : known;
}

function principalType(caller: Caller): string {
  if (caller.role !== undefined || parseSessionArn(caller.arn) !== undefined) return "AssumedRole";
  return caller.arn.endsWith(":root") ? "Account" : "User";
}

/** The caller that a role's session is: `session` is its name. */
export function sessionOf(role: RoleArn, session: string): Caller {
  const { partition, account, name } = roleParts(role);
  return { partition, account, role, arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${session}` };
}
