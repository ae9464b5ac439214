// Rule S03 irsa-subject-missing: a role that every service account of the cluster can have.
import { judgeWebIdentity, nobody } from "../../access/judge-web-identity.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { tokenTrusts } from "../token-trust.ts";

export const irsaSubjectMissing: Rule = {
  id: "S03",
  name: "irsa-subject-missing",
  severity: "critical",
  confidence: "high",
  reads: ["roles", "eks"],
  title: "every service account of the cluster can have the role",
  explanation:
    "Without a condition on the token's subject the trust policy admits any token of the cluster, whichever service account it belongs to: whoever can run a pod has the role.",
  remedy: "Add a StringEquals condition on the provider's :sub with system:serviceaccount:NAMESPACE:NAME.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  find: (judged) =>
    tokenTrusts(judged).flatMap(({ role: { facts }, trust, issuer }): readonly RuleHit[] => {
      const evaluation = judgeWebIdentity({ role: facts.arn, trust, issuer, ...nobody });
      if (evaluation.kind !== "allow") return [];
      return [{ subject: roleSubject(facts.arn), message: "its trust policy asks nothing of the token's subject" }];
    }),
};
