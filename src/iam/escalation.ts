// Finds policies that make their holder an administrator, outright or by way of writing its own permissions.
import { isAccount, isPartition, makeRoleArn, parseArn } from "./arn.ts";
import { evaluateAccess, type Evaluation, type PolicySource, type StatementReference } from "./evaluate.ts";
import { namedActions } from "./evaluate-statement.ts";
import { sessionOf } from "./match-principal.ts";
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
  const isNamed = namedActions(policies);
  const within = probes.filter(({ acts }) => acts.every(({ action }) => isNamed(action)));
  if (within.length === 0) return undefined;
  const homes = accountsNamed(policies);
  for (const { acts, why } of within) {
    for (const home of homes) {
      const [statement, ...others] = acts.map((act) =>
        grantingStatement(act.action, act.resource(home), policies, boundary),
      );
      if (statement !== undefined && !others.includes(undefined)) return { statement, why };
    }
  }
  return undefined;
}

interface Probe {
  /** All must be allowed. */
  readonly acts: readonly Act[];
  readonly why: string;
}

interface Act {
  readonly action: string;
  /** Named so that no pattern for particular roles or policies is likely to match it. */
  readonly resource: (home: Home) => string;
}

interface Home {
  readonly partition: string;
  readonly account: string;
}

const someRole: Act["resource"] = (home) => makeRoleArn({ ...home, path: "/", name: "zq7-any-role-at-all" });
const somePolicy: Act["resource"] = ({ partition, account }) =>
  `arn:${partition}:iam::${account}:policy/zq7-any-policy-at-all`;

// Where an action does not exist, only a pattern for every action grants it.
const anyAction: Act = { action: "zq7:AnyActionAtAll", resource: () => "arn:aws:zq7:::any-resource-at-all" };
const anyIamAction: Act = { action: "iam:AnyActionAtAll", resource: someRole };

const probes: readonly Probe[] = [
  { acts: [anyAction, anyIamAction], why: "allows every action on every resource" },
  { acts: [anyIamAction], why: "allows every IAM action on every role" },
  single("iam:PutRolePolicy", someRole, "can write any permission into any role"),
  single("iam:AttachRolePolicy", someRole, "can attach any policy to any role"),
  single("iam:CreatePolicyVersion", somePolicy, "can rewrite any managed policy"),
  single("iam:UpdateAssumeRolePolicy", someRole, "can make any role trust it"),
];

function single(action: string, resource: Act["resource"], why: string): Probe {
  return { acts: [{ action, resource }], why: `${why} (${action})` };
}

/** An account that no policy names, for patterns that leave it open, and those that IAM resources are named in. */
function accountsNamed(policies: readonly PolicySource[]): Home[] {
  const homes = new Map<string, Home>([["", { partition: "aws", account: "999999999999" }]]);
  const statements = policies.flatMap(({ document }) => document.statements);
  for (const pattern of statements.flatMap(({ resources }) => resources?.patterns ?? [])) {
    const arn = parseArn(pattern);
    if (arn?.service !== "iam" || !isAccount(arn.account)) continue;
    const partition = isPartition(arn.partition) ? arn.partition : "aws";
    homes.set(`${partition}:${arn.account}`, { partition, account: arn.account });
  }
  return [...homes.values()];
}

function grantingStatement(
  action: string,
  resource: string,
  policies: readonly PolicySource[],
  boundary: PolicySource | undefined,
): StatementReference | undefined {
  const caller = sessionOf(holder, "session");
  const request = { action, resource, caller, context: anyCircumstances };
  const ask = (identity: readonly PolicySource[]): Evaluation =>
    evaluateAccess(request, { identity, boundary, resourceAccount: caller.account });
  const result = ask(policies);
  if (result.kind === "allow") return result.by[0];
  if (result.kind !== "unknown" || !result.missing.every(isCircumstance)) return undefined;
  // What leaves it open may be a Deny: the statement to name is the one that allows.
  const allowed = ask(policies.map(withoutDenies));
  return allowed.kind === "allow" ? allowed.by[0] : result.by;
}

const holder = makeRoleArn({ partition: "aws", account: "999999999999", path: "/", name: "holder" });

/** Deny statements stay in their places, so that positions hold, but say nothing. */
function withoutDenies({ name, document }: PolicySource): PolicySource {
  const statements = document.statements.map((statement) =>
    statement.effect === "Deny" ? { ...statement, actions: { negated: false, patterns: [] } } : statement,
  );
  return { name, document: { ...document, statements } };
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
