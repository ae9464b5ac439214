// Finds policies that make their holder an administrator, outright or by way of writing its own permissions.
import { evaluateAccess, type PolicySource, type StatementReference } from "./evaluate.ts";
import { sessionOf } from "./match-principal.ts";
import { makeRoleArn } from "./arn.ts";
import type { RequestContext } from "./request-context.ts";

export interface AdminFinding {
  readonly statement: StatementReference;
  /** What the statement makes possible, to follow "because it". */
  readonly why: string;
}

/**
 * The statement that makes a role administrator-like: everything on everything, or one of the IAM actions with which
 * any role can be given everything, on a role or policy of any name. Deny statements and the boundary are respected. A
 * grant under conditions counts when these look at the circumstances of the request only (Region, source address, MFA).
 */
export function adminLike(policies: readonly PolicySource[], boundary?: PolicySource): AdminFinding | undefined {
  for (const probe of probes) {
    const statement = grantingStatement(probe, policies, boundary);
    if (statement !== undefined) return { statement, why: probe.why };
  }
  return undefined;
}

interface Probe {
  readonly action: string;
  readonly resource: string;
  readonly why: string;
}

// Names that no pattern for particular roles or policies is likely to match.
const account = "999999999999";
const someRole = makeRoleArn({ partition: "aws", account, path: "/", name: "zq7-any-role-at-all" });
const somePolicy = `arn:aws:iam::${account}:policy/zq7-any-policy-at-all`;

const probes: readonly Probe[] = [
  // An action that does not exist: only "every action" grants it.
  { action: "zq7:AnyActionAtAll", resource: "arn:aws:zq7:::any-resource-at-all", why: "allows every action on every resource" },
  { action: "iam:ZqAnyActionAtAll", resource: someRole, why: "allows every IAM action on every role" },
  { action: "iam:PutRolePolicy", resource: someRole, why: "can write any permission into any role (iam:PutRolePolicy)" },
  { action: "iam:AttachRolePolicy", resource: someRole, why: "can attach any policy to any role (iam:AttachRolePolicy)" },
  { action: "iam:CreatePolicyVersion", resource: somePolicy, why: "can rewrite any managed policy (iam:CreatePolicyVersion)" },
  { action: "iam:UpdateAssumeRolePolicy", resource: someRole, why: "can make any role trust it (iam:UpdateAssumeRolePolicy)" },
];

function grantingStatement(
  probe: Probe,
  policies: readonly PolicySource[],
  boundary: PolicySource | undefined,
): StatementReference | undefined {
  const request = { ...probe, caller: sessionOf(someRole, "probe"), context: anyCircumstances };
  const result = evaluateAccess(request, { identity: policies, boundary, resourceAccount: account });
  if (result.kind === "allow") return result.by[0];
  return result.kind === "unknown" && result.missing.every(isCircumstance) ? result.by : undefined;
}

const anyCircumstances: RequestContext = { values: new Map(), unknown: () => true };

function isCircumstance(key: string): boolean {
  return circumstances.has(key.toLowerCase());
}

const circumstances: ReadonlySet<string> = new Set([
  "aws:requestedregion",
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:securetransport",
  "aws:currenttime",
  "aws:epochtime",
  "aws:useragent",
  "aws:principalorgid",
  "aws:principalaccount",
]);
