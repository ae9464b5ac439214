// Decides whether the principals of a resource or trust policy are the caller, and through which of its names.
import { parseArn, parseSessionArn, roleParts, type RoleArn } from "./arn.ts";
import type { PrincipalEntry, Statement } from "./policy-document.ts";
import type { Truth } from "./truth.ts";

/** Who asks. */
export interface Caller {
  readonly account: string;
  readonly partition: string;
  /** `arn:…:assumed-role/…`, `arn:…:user/…` or `arn:…:root`. */
  readonly arn: string;
  /** The role behind a session. */
  readonly role?: RoleArn;
  /** A service that calls for itself: `ec2.amazonaws.com`. */
  readonly service?: string;
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
  const listed = namesOf(caller).map((name) => entries.some((entry) => matchEntry(entry, name) !== undefined));
  if (listed.every((one) => !one)) return true;
  return listed.every((one) => one) ? false : { missing: ["NotPrincipal"] };
}

/** The caller once under each of its names. */
function namesOf(caller: Caller): Caller[] {
  if (caller.service !== undefined) return [caller];
  const account = { account: caller.account, partition: caller.partition };
  const names = [account, { ...account, account: "", arn: caller.arn }];
  return (caller.role === undefined ? names : [...names, { ...account, account: "", role: caller.role }]).map(
    (name) => ({
      arn: "",
      ...name,
    }),
  );
}

function matchEntry(entry: PrincipalEntry, caller: Caller): PrincipalMatch | undefined {
  if (entry.value === "*" && (entry.type === "*" || entry.type === "AWS")) return "direct";
  if (entry.type === "Service") return entry.value === caller.service ? "direct" : undefined;
  if (entry.type !== "AWS" || caller.service !== undefined) return undefined;
  if (entry.value === caller.arn) return "direct";
  if (caller.role !== undefined && entry.value === caller.role) return "role";
  return accountNamed(entry.value, caller.partition) === caller.account && caller.account !== ""
    ? "account"
    : undefined;
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
