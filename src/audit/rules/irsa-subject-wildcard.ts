// Rule S04 irsa-subject-wildcard: a pattern of subjects that more service accounts match than were meant.
import { judgeWebIdentity, nobody } from "../../access/judge-web-identity.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { conditionsOn, hasWildcard, parseSubject, tokenTrusts } from "../token-trust.ts";

export const irsaSubjectWildcard: Rule = {
  id: "S04",
  name: "irsa-subject-wildcard",
  severity: "medium",
  confidence: "medium",
  reads: ["roles", "eks"],
  title: "the role admits service accounts by a pattern",
  explanation:
    "A wildcard in the namespace lets whoever can make a namespace of a fitting name have the role; one in the name, whoever can make a service account in that namespace. Preview environments are made on purpose like that.",
  remedy: "Name the service accounts one by one, or keep the pattern's fixed part longer.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  find: (judged) =>
    tokenTrusts(judged).flatMap((token): readonly RuleHit[] => {
      const { facts } = token.role;
      // Admitting everybody is another rule's business.
      const { issuer, trust } = token;
      if (judgeWebIdentity({ role: facts.arn, trust, issuer, ...nobody }).kind === "allow") return [];
      const patterns = conditionsOn("sub", token)
        .filter(({ operator }) => operator.includes("StringLike"))
        .flatMap(({ values }) => values)
        .filter(hasWildcard);
      if (patterns.length === 0) return [];
      const anyNamespace = patterns.some((pattern) => hasWildcard(parseSubject(pattern)?.namespace ?? "*"));
      return [
        {
          subject: roleSubject(facts.arn),
          message: `its trust policy admits ${patterns.join(", ")}`,
          evidence: patterns,
          ...(anyNamespace && { severity: "high" as const }),
        },
      ];
    }),
};
