// Rule T04 trust-any-principal: a role that somebody of any AWS account can assume.
import { roleSubject } from "../finding.ts";
import { askForAnybodyOf, isCallersChoice, strangersAccount } from "../assume-question.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const trustAnyPrincipal: Rule = {
  id: "T04",
  name: "trust-any-principal",
  severity: "critical",
  confidence: "high",
  reads: ["roles"],
  title: "anybody in any AWS account can assume the role",
  explanation:
    "A principal of * means every AWS account in the world. Only a condition that a stranger cannot meet keeps them out: on the organisation, the account, the caller's ARN or the network. One with IfExists does not, where the key is missing; nor does one on something that the caller chooses.",
  remedy: "Name the principals that need the role instead of *.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
  ],
  find: ({ podRoles }) =>
    podRoles.flatMap(({ facts, trust }): readonly RuleHit[] => {
      if (trust === undefined) return [];
      const evaluation = askForAnybodyOf(strangersAccount, facts.arn, trust);
      if (evaluation.kind === "allow") {
        return [{ subject: roleSubject(facts.arn), message: "its trust policy admits everybody" }];
      }
      if (evaluation.kind !== "unknown") return [];
      const open = evaluation.missing.filter((key) => !isCallersChoice(key));
      if (open.length === 0) {
        const message = `its trust policy admits everybody who chooses ${evaluation.missing.join(", ")} as it asks`;
        return [{ subject: roleSubject(facts.arn), message }];
      }
      if (!open.every((key) => key.toLowerCase() === "sts:externalid")) return [];
      return [
        {
          subject: roleSubject(facts.arn),
          severity: "high",
          message: "its trust policy admits everybody who knows the external id, which is no secret",
        },
      ];
    }),
};
