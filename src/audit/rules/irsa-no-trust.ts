// Rule S01 irsa-no-trust: a service account names a role that does not admit its tokens.
import { judgeWebIdentity } from "../../access/judge-web-identity.ts";
import { parseRoleArn } from "../../iam/arn.ts";
import { parsePolicy } from "../../iam/policy-document.ts";
import { serviceAccountKeys } from "../../pods/identity-annotations.ts";
import type { ServiceAccountRecord } from "../../pods/service-account-record.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";

export const irsaNoTrust: Rule = {
  id: "S01",
  name: "irsa-no-trust",
  severity: "high",
  confidence: "high",
  reads: ["service-accounts", "roles", "eks"],
  title: "the service account's role does not admit its tokens",
  explanation:
    "The webhook hands the pod a token and the role's ARN; STS then compares the token's issuer, subject and audience with the role's trust policy. Where they differ, every call of the pod fails.",
  remedy:
    "Admit the cluster's OIDC provider with the subject system:serviceaccount:NAMESPACE:NAME in the trust policy.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  find: ({ snapshot }) =>
    (snapshot.serviceAccounts ?? []).flatMap((account): readonly RuleHit[] => {
      const problem = problemOf(account, snapshot);
      const { namespace, name } = account;
      return problem === undefined ? [] : [{ subject: { kind: "ServiceAccount", namespace, name }, message: problem }];
    }),
};

/** A role that could not be read is not accused. */
function problemOf(account: ServiceAccountRecord, { eks, roles }: Judged["snapshot"]): string | undefined {
  const claim = account.annotations[serviceAccountKeys.roleArn];
  if (claim === undefined || eks?.issuer === undefined) return undefined;
  const role = parseRoleArn(claim);
  if (role === undefined) return `${JSON.stringify(claim.slice(0, 100))} is not the ARN of a role`;
  const lookup = roles.get(role);
  if (lookup?.kind === "absent") return `there is no role ${role}`;
  if (lookup?.kind !== "found") return undefined;
  if (lookup.facts.arn !== role) return `the annotation means ${role}, but the role is ${lookup.facts.arn}`;
  const trust = parsePolicy(lookup.facts.trust);
  if (trust.kind === "malformed") return `the trust policy of ${role} cannot be read: ${trust.problem}`;
  const evaluation = judgeWebIdentity({
    role,
    trust: trust.document,
    issuer: eks.issuer,
    namespace: account.namespace,
    serviceAccount: account.name,
    audience: account.annotations[serviceAccountKeys.audience],
  });
  if (evaluation.kind === "allow" || evaluation.kind === "unknown") return undefined;
  return `the trust policy of ${role} does not admit system:serviceaccount:${account.namespace}:${account.name}`;
}
