// Rule T03 trust-dangling-principal: a principal that was deleted, of which only the unique id is left.
import { grantCommand } from "../../access/grant-command.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { agreeing, someOf } from "../../print-many.ts";

export const trustDanglingPrincipal: Rule = {
  id: "T03",
  name: "trust-dangling-principal",
  severity: "high",
  confidence: "high",
  reads: ["roles"],
  title: "the trust policy names a principal that no longer exists",
  explanation:
    "IAM stores the unique id of a principal. When the role or user is deleted, the id shows in place of its ARN, and a new one of the same name is not trusted: nodes that were rebuilt lose the role without a word.",
  remedy: "Rewrite the statement with the ARN of the role that exists now, or take the dead principal out.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles",
  ],
  find: ({ podRoles }) =>
    podRoles.flatMap(({ facts, trust, users }): readonly RuleHit[] => {
      const named = (trust?.statements ?? [])
        .flatMap(({ effect, principals }) => (effect === "Allow" ? (principals?.entries ?? []) : []))
        .filter(({ type, value }) => type === "AWS" && isUniqueId(value))
        .map(({ value }) => value);
      const dead = [...new Set(named)];
      if (dead.length === 0) return [];
      const [user] = users;
      const text = "Rewrite the statement with the ARN of the role that exists now.";
      return [
        {
          subject: roleSubject(facts.arn),
          message: `its trust policy names ${someOf(dead, 5)}, ${agreeing(dead.length, "a principal that was", "principals that were")} deleted`,
          evidence: dead,
          ...(user !== undefined && { fix: { text, command: grantCommand(user, facts.arn) } }),
        },
      ];
    }),
};

/** Roles, users, groups: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
function isUniqueId(principal: string): boolean {
  return /^A(?:RO|ID|GP)A[A-Z0-9]{12,}$/.test(principal);
}
