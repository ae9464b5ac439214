// Asks of a trust policy whether a caller of a given kind may assume the role: a stranger, or anybody of the account.
import { makeRoleArn, parseArn, parseRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import { evaluateAccess, type Evaluation, type PolicySource } from "../iam/evaluate.ts";
import { type Caller, callerContext, sessionOf } from "../iam/match-principal.ts";
import { makePolicy, type PolicyDocument } from "../iam/policy-document.ts";
import { lateContext, makeContext } from "../iam/request-context.ts";
import { trustPolicyName } from "../iam/trust-policy.ts";

const anything: PolicySource = {
  name: "its own policies",
  document: makePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
};

/** Somebody with every right in an account, and a name that no pattern for particular roles is likely to match. */
export function askForAnybodyOf(account: string, role: RoleArn, trust: PolicyDocument): Evaluation {
  // IAM keeps no trust policy with a Resource, so that the answer is the same for all roles of the account that have it.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  const { partition, account: owner } = roleParts(role);
  const answers = answered.get(trust) ?? new Map<string, Evaluation>();
  const key = `${account} ${partition} ${owner}`;
  const answer = answers.get(key) ?? ask(account, role, trust);
  answers.set(key, answer);
  answered.set(trust, answers);
  return answer;
}

const answered = new WeakMap<PolicyDocument, Map<string, Evaluation>>();

function ask(account: string, role: RoleArn, trust: PolicyDocument): Evaluation {
  const { partition } = roleParts(role);
  const anybody = makeRoleArn({ partition, account, path: "/", name: "zq7-anybody-at-all" });
  return askFor(sessionOf(anybody, "session"), role, trust);
}

/** Whom a principal or a condition names: a role by its session, anybody of an account by its id or root, or a user. */
export function askForNamed(written: string, role: RoleArn, trust: PolicyDocument): Evaluation {
  const named = parseRoleArn(written);
  if (named !== undefined) return askFor(sessionOf(named, "session"), role, trust);
  const arn = parseArn(written);
  if (arn === undefined || arn.resource === "root") return askForAnybodyOf(arn?.account ?? written, role, trust);
  return askFor({ account: arn.account, partition: arn.partition, arn: written }, role, trust);
}

/** What the conditions of a policy say of the caller's ARN and account. */
export function namesInConditions({ statements }: PolicyDocument): readonly string[] {
  return statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => ["aws:principalaccount", "aws:principalarn"].includes(key.toLowerCase()))
    .flatMap(({ values }) => values);
}

/** The caller has every right in its own account. */
function askFor(caller: Caller, role: RoleArn, trust: PolicyDocument): Evaluation {
  const { account } = caller;
  const { account: owner } = roleParts(role);
  const context = lateContext(() => ({
    ...makeContext({
      ...callerContext(caller),
      "aws:ResourceAccount": owner,
      // An organisation of its own: no pattern for the house's will match it.
      ...(account !== owner && {
        "aws:PrincipalOrgID": "o-zq7zq7zq7z",
        "aws:PrincipalOrgPaths": "o-zq7zq7zq7z/r-zq7/",
      }),
    }),
    unknown: (key) => !isNeverSent(key),
  }));
  return evaluateAccess(
    {
      action: "sts:AssumeRole",
      resource: role,
      caller,
      context,
    },
    { identity: [anything], resource: { name: trustPolicyName, document: trust }, resourceAccount: owner },
  );
}

/** An account that nobody in this house has anything to do with. */
export const strangersAccount = "999999999990";

/** What the caller chooses at will, so that a condition on it keeps nobody out: a stranger also tags his own roles. */
export function isCallersChoice(key: string): boolean {
  return isChosenInCall(key) || key.toLowerCase().startsWith("aws:principaltag/");
}

/** What the caller puts into the call itself. */
export function isChosenInCall(key: string): boolean {
  const lower = key.toLowerCase();
  return chosen.has(lower) || lower.startsWith("aws:requesttag/");
}

/** What all callers of one account have in common, so that a condition on it parts no two of them. */
export function isOfTheAccount(key: string): boolean {
  return ["aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths"].includes(
    key.toLowerCase(),
  );
}

const chosen: ReadonlySet<string> = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:requestedregion",
  "aws:securetransport",
  "aws:tagkeys",
  "aws:tokenissuetime",
  "aws:useragent",
  "sts:rolesessionname",
  "sts:sourceidentity",
  "sts:transitivetagkeys",
]);

/** Neither a service nor a token stands behind the call, so it carries nothing of theirs. */
function isNeverSent(key: string): boolean {
  return serviceKeys.has(key) || key.startsWith("saml:") || /\..*:/.test(key);
}

const serviceKeys: ReadonlySet<string> = new Set([
  "aws:federatedprovider",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);
