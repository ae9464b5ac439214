// Rule S01 irsa-no-trust: a service account names a role that does not admit its tokens.
import { judgeTokenRole } from "../../access/judge-account-role.ts";
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

/** A role that could not be read is not accused; a missing provider is another rule's. */
function problemOf({ namespace, name }: ServiceAccountRecord, snapshot: Judged["snapshot"]): string | undefined {
  if (snapshot.eks?.issuer === undefined) return undefined;
  const obstacle = judgeTokenRole({ namespace, serviceAccount: name }, snapshot)?.obstacle;
  if (obstacle?.verdict.kind !== "broken" || obstacle.name === "provider") return undefined;
  return obstacle.verdict.explanation;
}
