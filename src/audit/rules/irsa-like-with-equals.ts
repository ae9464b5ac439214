// Rule S06 irsa-like-with-equals: a wildcard under an operator that takes it for a letter.
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { conditionsOn, hasWildcard, tokenTrusts } from "../token-trust.ts";

export const irsaLikeWithEquals: Rule = {
  id: "S06",
  name: "irsa-like-with-equals",
  severity: "high",
  confidence: "high",
  reads: ["roles", "eks"],
  title: "a wildcard in the token's subject never matches",
  explanation:
    "StringEquals takes an asterisk for an asterisk, and no namespace or service account has one in its name. StringLike was meant.",
  remedy: "Use StringLike, or name the service account.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
  ],
  find: (judged) =>
    tokenTrusts(judged).flatMap((token): readonly RuleHit[] => {
      const wrong = conditionsOn("sub", token)
        .filter(({ operator }) => /(?:^|:)StringEquals/.test(operator))
        .flatMap(({ values }) => values)
        .filter(hasWildcard);
      if (wrong.length === 0) return [];
      const message = `StringEquals compares the subject with ${wrong.join(", ")}, letter by letter`;
      return [{ subject: roleSubject(token.role.facts.arn), message, evidence: wrong }];
    }),
};
