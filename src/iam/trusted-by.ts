// Decides whether a role's trust policy admits a node role, with what can and cannot be known of its call to STS.
import { roleParts, type RoleArn } from "./arn.ts";
import { evaluateAccess, type Evaluation, type PolicySource } from "./evaluate.ts";
import { callerContext, sessionOf, type Caller } from "./match-principal.ts";
import type { TrustAction } from "./node-statement.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { lateContext, makeContext, type RequestContext } from "./request-context.ts";

export interface TrustQuestion {
  readonly trust: PolicyDocument;
  /** The role that the node's instance profile gives it. */
  readonly nodeRole: {
    readonly arn: RoleArn;
    /** `AROA…`; matters only together with `instanceId`. */
    readonly id: string;
    /** `undefined` where they could not be read: conditions on them are open then. */
    readonly tags: Readonly<Record<string, string>> | undefined;
    readonly policies: readonly PolicySource[];
    readonly boundary: PolicySource | undefined;
  };
  /** The role to assume. */
  readonly role: RoleArn;
  readonly externalId?: string | undefined;
  /** Unknown when absent. */
  readonly sessionName?: string | undefined;
  /** Those that the session is to have; absent where it has none. */
  readonly sessionTags?: AskedTags | undefined;
  /** The node (`i-…`), where the question is about one. Without it, a grant to one instance's session counts for none. */
  readonly instanceId?: string | undefined;
}

export interface AskedTags {
  readonly known: readonly (readonly [name: string, value: string])[];
  /** Names of others, whose values are not known yet. */
  readonly open: readonly string[];
}

/** What a verdict calls the trust policy. */
export const trustPolicyName = "trust policy";

/** Judges sts:AssumeRole by an instance's session of the node role, in the same account or across accounts. */
export function trustedBy(question: TrustQuestion): Evaluation {
  return judge(
    "sts:AssumeRole",
    question,
    lateContext(() => contextOf(question)),
  );
}

/**
 * Judges sts:TagSession, which must be allowed besides where the session has tags. External id and session name are not
 * among what AWS names as known to it then: whether a condition on them is met cannot be said.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function mayTagSession(question: TrustQuestion): Evaluation {
  const { values, unknown } = contextOf(question);
  const withheld = new Set(["sts:externalid", "sts:rolesessionname"]);
  const told = new Map([...values].filter(([key]) => !withheld.has(key)));
  return judge("sts:TagSession", question, { values: told, unknown: (key) => withheld.has(key) || unknown(key) });
}

function judge(action: TrustAction, question: TrustQuestion, context: RequestContext): Evaluation {
  const { nodeRole, role } = question;
  return evaluateAccess(
    { action, resource: role, caller: callerOf(question), context },
    {
      identity: nodeRole.policies,
      boundary: nodeRole.boundary,
      resource: { name: trustPolicyName, document: question.trust },
      resourceAccount: roleParts(role).account,
    },
  );
}

/** EC2 names the session of an instance's role after the instance. */
function callerOf({ nodeRole, instanceId }: TrustQuestion): Caller {
  return sessionOf(nodeRole.arn, instanceId ?? "i-00000000000000000");
}

function contextOf(question: TrustQuestion): RequestContext {
  const { nodeRole, role, externalId, sessionName, instanceId, sessionTags = { known: [], open: [] } } = question;
  const asked = sessionTags.known.map(([name, value]) => [`aws:RequestTag/${name}`, value]);
  const names = [...sessionTags.known.map(([name]) => name), ...sessionTags.open];
  const openKeys = new Set(sessionTags.open.map((name) => `aws:requesttag/${name.toLowerCase()}`));
  const tags = Object.entries(nodeRole.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  const known = makeContext({
    ...callerContext(callerOf(question)),
    ...(Object.fromEntries([...tags, ...asked]) as Record<string, string>),
    ...(names.length === 0 ? {} : { "aws:TagKeys": names }),
    "aws:ResourceAccount": roleParts(role).account,
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
    ...(instanceId === undefined ? {} : { "aws:userid": `${nodeRole.id}:${instanceId}` }),
    ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
    ...(sessionName === undefined ? {} : { "sts:RoleSessionName": sessionName }),
  });
  const isUnreadTag = (key: string): boolean => nodeRole.tags === undefined && key.startsWith("aws:principaltag/");
  return { values: known.values, unknown: (key) => isUnreadTag(key) || openKeys.has(key) || !isNeverSent(key) };
}

/** Keys that the proxy's call certainly does not carry; every other one without a value cannot be known from here. */
function isNeverSent(key: string): boolean {
  return neverSent.has(key) || neverSentBeginnings.some((beginning) => key.startsWith(beginning)) || isFederated(key);
}

const neverSent: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:federatedprovider",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceidentity",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:tagkeys",
  "aws:username",
  "sts:externalid",
  "sts:sourceidentity",
  "sts:transitivetagkeys",
]);

const neverSentBeginnings = ["aws:principaltag/", "aws:requesttag/", "saml:"];

/** The claims of an OIDC token: the issuer's host (and path), a colon and the claim. */
function isFederated(key: string): boolean {
  const colon = key.lastIndexOf(":");
  return key.slice(0, colon).includes(".") && tokenClaims.has(key.slice(colon + 1));
}

const tokenClaims: ReadonlySet<string> = new Set(["aud", "sub", "amr", "azp", "oaud", "email", "id"]);
