// Rule S05 irsa-audience-missing: a role that also admits tokens which were meant for somebody else.
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { conditionsOn, tokenTrusts } from "../token-trust.ts";

export const irsaAudienceMissing: Rule = {
  id: "S05",
  name: "irsa-audience-missing",
  severity: "medium",
  confidence: "high",
  reads: ["roles", "eks"],
  title: "the role asks nothing of the token's audience",
  explanation:
    "A token says whom it is for. Without a condition on the audience STS takes any token that the cluster issues for the service account and that names one of the provider's client ids, such as one that a pod hands to another service.",
  remedy: "Add a StringEquals condition on the provider's :aud with sts.amazonaws.com.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  find: (judged) =>
    tokenTrusts(judged).flatMap((token): readonly RuleHit[] => {
      if (conditionsOn("aud", token).length > 0) return [];
      const subject = roleSubject(token.role.facts.arn);
      return [{ subject, message: "its trust policy has no condition on the token's audience" }];
    }),
};
