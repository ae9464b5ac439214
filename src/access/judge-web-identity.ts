// Judges IAM roles for service accounts (IRSA): whether the role's trust policy admits a service account's token.
import type { PolicyDocument } from "../iam/policy-document.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { evaluateAccess, type Evaluation } from "../iam/evaluate.ts";
import { makeContext } from "../iam/request-context.ts";
import { trustPolicyName } from "../iam/trust-policy.ts";

export interface TokenQuestion {
  readonly role: RoleArn;
  readonly trust: PolicyDocument;
  /** Of the cluster's tokens, without the scheme. */
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** `sts.amazonaws.com` when absent. */
  readonly audience?: string | undefined;
}

export const usualAudience = "sts.amazonaws.com";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html: no identity policy takes part. */
export function judgeWebIdentity(question: TokenQuestion): Evaluation {
  const { role, trust, issuer, namespace, serviceAccount, audience = usualAudience } = question;
  const { partition, account } = roleParts(role);
  const { values } = makeContext({
    [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    [`${issuer}:aud`]: audience,
    "aws:FederatedProvider": providerArn(role, issuer),
    "aws:SecureTransport": "true",
  });
  return evaluateAccess(
    {
      action: "sts:AssumeRoleWithWebIdentity",
      resource: role,
      caller: { account: "", partition, arn: "", federated: providerArn(role, issuer) },
      context: { values, unknown: (key) => circumstances.has(key) },
    },
    { identity: [], resource: { name: trustPolicyName, document: trust }, resourceAccount: account },
  );
}

/** The provider must be in the role's own account. */
export function providerArn(role: RoleArn, issuer: string): string {
  const { partition, account } = roleParts(role);
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
}

const circumstances: ReadonlySet<string> = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:requestedregion",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:useragent",
  "sts:rolesessionname",
]);

/** Statements that admit the cluster's tokens, as a policy of their own. */
export function statementsFor(trust: PolicyDocument, role: RoleArn, issuer: string): PolicyDocument | undefined {
  const wanted = providerArn(role, issuer);
  const statements = trust.statements.filter(
    ({ effect, principals }) =>
      effect === "Allow" &&
      principals?.negated === false &&
      principals.entries.some(({ type, value }) => type === "Federated" && value === wanted),
  );
  return statements.length === 0 ? undefined : { ...trust, statements };
}

/** For tests of what a policy would admit: nobody's name. */
export const nobody = { namespace: "zq7-any-namespace", serviceAccount: "zq7-any-account" } as const;
