// Turns what the AWS SDK throws into an error that names the subject, the cause and the next command.
import { askForStatement, exitCodes, IamctlError, NotPermitted } from "../errors.ts";
import { awsErrorKind, errorParts } from "./error-kinds.ts";
import type { AwsErrorKind, AwsErrorParts } from "./error-kinds.ts";

export interface FailedCall {
  /** `iam:GetRole`. */
  readonly action: string;
  /** The ARN or name the call was about; `*` where the call is about the account. */
  readonly resource: string;
  /** ARN of who called, where it is known. */
  readonly caller?: string | undefined;
  readonly profile?: string | undefined;
}

/** An IamctlError for anything an SDK call can throw. Errors that are explained already pass through. */
export function explainAwsError(error: unknown, call: FailedCall): IamctlError {
  if (error instanceof IamctlError) return error;
  return explanations[awsErrorKind(error)](errorParts(error), call, error);
}

type Explain = (parts: AwsErrorParts, call: FailedCall, cause: unknown) => IamctlError;

const explanations: Record<AwsErrorKind, Explain> = {
  denied: explainDenied,
  "no-credentials": (_, { profile }, cause) =>
    new IamctlError(
      profile === undefined ? "No AWS credentials were found" : `No AWS credentials were found for profile ${profile}`,
      {
        hint: "Set them up with `aws configure`, or name a profile with --profile NAME or AWS_PROFILE=NAME.",
        exitCode: exitCodes.notPermitted,
        cause,
      },
    ),
  expired: (_, { profile }, cause) =>
    new IamctlError("The AWS sign-in has expired", {
      hint: `Sign in again: aws sso login${profile === undefined ? "" : ` --profile ${profile}`}`,
      exitCode: exitCodes.notPermitted,
      cause,
    }),
  // AWS answers a wrong signature with the canonical request, session token included: its text stays out, and out of `cause`.
  "rejected-credentials": ({ name }) =>
    new IamctlError(`AWS does not accept these credentials (${name})`, {
      hint: "Check the keys with `aws sts get-caller-identity`, or name another profile with --profile NAME.",
      exitCode: exitCodes.notPermitted,
    }),
  throttled: (_, { action }, cause) =>
    new IamctlError(`AWS throttled ${action}, also after several slower tries`, {
      hint: "Wait a minute and run the command again; nothing was changed by this call.",
      cause,
    }),
  unreachable: (parts, { action }, cause) =>
    new IamctlError(`${action}: AWS could not be reached (${parts.code ?? parts.message})`, {
      hint: "Check the network, --region, and AWS_ENDPOINT_URL when it is set.",
      cause,
    }),
  "no-region": (_, __, cause) =>
    new IamctlError("No AWS region is set", {
      hint: "Name it with --region eu-west-1 (yours), AWS_REGION, or `aws configure set region`.",
      exitCode: exitCodes.usage,
      cause,
    }),
  absent: (parts, { action, resource }, cause) =>
    new IamctlError(`${resource} does not exist: ${parts.message}`, {
      hint: action.includes("Role")
        ? "List the roles there are: aws iam list-roles --query 'Roles[].Arn'"
        : "Check its name and the account.",
      cause,
    }),
  exists: (_, { resource }, cause) =>
    new IamctlError(`${resource} exists already`, { hint: "Run the command again.", cause }),
  conflict: (parts, { resource }, cause) =>
    new IamctlError(`${resource} is still in use: ${parts.message}`, { hint: "Detach it everywhere first.", cause }),
  limit: explainLimit,
  malformed: (parts, { action, resource }, cause) =>
    new IamctlError(`IAM does not accept the policy document for ${resource}: ${parts.message}`, {
      hint: `Check that every principal in it exists, then run the command again (${action}).`,
      cause,
    }),
  unmodifiable: (_, { resource }, cause) =>
    new IamctlError(`${resource} belongs to an AWS service and cannot be changed`, {
      hint: "Use a role of your own for pods.",
      cause,
    }),
  other: (parts, { action, resource }, cause) =>
    new IamctlError(`${action} on ${resource} failed: ${parts.name}: ${parts.message}`, {
      hint: "Run again with --verbose for the details.",
      cause,
    }),
};

function explainDenied(parts: AwsErrorParts, call: FailedCall, cause: unknown): IamctlError {
  const told = toldByAws(parts.message);
  const action = told.action ?? call.action;
  // IAM often names the resource in words ("role api"), which is no use in a policy.
  const resource = told.resource?.startsWith("arn:") === true ? told.resource : call.resource;
  const caller = told.caller ?? call.caller ?? "the caller";
  return new NotPermitted(`${caller} may not ${action} on ${resource}`, {
    call: action,
    subject: call.resource,
    hint: told.explicit
      ? explicitDenyHint(told.policyType, { caller, action, resource })
      : statementHint(action, resource),
    cause,
  });
}

interface Told {
  readonly caller?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly explicit: boolean;
  readonly policyType?: string | undefined;
}

/**
 * AWS's own words are more exact than what we asked for:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function toldByAws(message: string): Told {
  const who =
    /User: (?<caller>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?/.exec(
      message,
    );
  const denied = /explicit deny in an? (?<policyType>[a-z -]+?)(?: policy)?(?:[:.]|$)/.exec(message);
  return {
    ...who?.groups,
    explicit: /with an explicit deny/.test(message),
    policyType: denied?.groups?.["policyType"],
  };
}

function statementHint(action: string, resource: string): string {
  return askForStatement(action, resource.startsWith("arn:") ? resource : "*");
}

function explicitDenyHint(
  policyType: string | undefined,
  { caller, action, resource }: { readonly caller: string; readonly action: string; readonly resource: string },
): string {
  const where =
    policyType === undefined
      ? "A policy"
      : `A Deny in ${/^[aeiou]/.test(policyType) ? "an" : "a"} ${policyType} policy`;
  const ask = `${where} forbids it; no further Allow helps. Ask whoever maintains that policy.`;
  // Of users and roles; a session cannot be simulated, and no simulation knows policies of the organization.
  if (policyType !== "identity-based" || !/^arn:[^:]+:iam::\d{12}:(?:user|role)\//.test(caller)) return ask;
  const on = resource.startsWith("arn:") ? ` --resource-arns ${resource}` : "";
  return `${ask} Which it is: aws iam simulate-principal-policy --policy-source-arn ${caller} --action-names ${action}${on}`;
}

function explainLimit(parts: AwsErrorParts, { resource }: FailedCall, cause: unknown): IamctlError {
  const [what, hint] = limits.find(([mark]) => parts.message.includes(mark))?.slice(1) ?? [
    "an IAM quota",
    "Ask for a higher quota in Service Quotas (IAM).",
  ];
  return new IamctlError(`${resource} would go over ${what}: ${parts.message}`, { hint: hint ?? "", cause });
}

/** Part of AWS's text, the quota in words, what to do. */
const limits: readonly (readonly [string, string, string])[] = [
  [
    "ACLSizePerRole",
    "the size quota of a role's trust policy",
    "Remove statements of node roles that are gone, or raise the quota: " +
      "aws service-quotas request-service-quota-increase --service-code iam --quota-code L-C07B4B0D --desired-value 4096",
  ],
  [
    "PoliciesPerRole",
    "the number of managed policies attached to a role",
    "Detach one that is not needed, or raise the quota: " +
      "aws service-quotas request-service-quota-increase --service-code iam --quota-code L-0DA4ABF3 --desired-value 20",
  ],
  [
    "versions",
    "the number of versions of a managed policy",
    "Delete a version that is not in use: aws iam list-policy-versions --policy-arn ARN",
  ],
];
