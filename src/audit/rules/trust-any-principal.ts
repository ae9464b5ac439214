// Rule T04 trust-any-principal: a role that somebody of any AWS account can assume.
import { parseArn, printArn } from "../../iam/arn.ts";
import type { Evaluation } from "../../iam/evaluate.ts";
import type { PolicyDocument } from "../../iam/policy-document.ts";
import { roleSubject } from "../finding.ts";
import {
  askForAnybodyOf,
  askForNamed,
  isCallersChoice,
  namesInConditions,
  strangersAccount,
} from "../assume-question.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const trustAnyPrincipal: Rule = {
  id: "T04",
  name: "trust-any-principal",
  severity: "critical",
  confidence: "high",
  reads: ["roles", "node-roles"],
  title: "anybody in any AWS account can assume the role",
  explanation:
    "A principal of * means every AWS account in the world. Only a condition that a stranger cannot meet keeps them out: on the organisation, the account, the caller's ARN or the network. One with IfExists does not, where the key is missing; nor does one on something that the caller chooses.",
  remedy: "Name the principals that need the role instead of *.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
  ],
  find: ({ podRoles, rolesOfNodes }) =>
    [...podRoles, ...rolesOfNodes].flatMap(({ facts: { arn }, trust }): readonly RuleHit[] => {
      if (trust === undefined) return [];
      const anybody = judge(askForAnybodyOf(strangersAccount, arn, trust), "everybody");
      // Anybody may give a role of his own the name that a condition asks for.
      const hit =
        anybody ??
        strangersNamed(trust)
          .map(({ pattern, name }) => judge(askForNamed(name, arn, trust), `every ${pattern}`))
          .find((one) => one !== undefined);
      return hit === undefined ? [] : [{ subject: roleSubject(arn), ...hit }];
    }),
};

/** Patterns for callers, and the ARN of a stranger of that name: he is let in only by one that leaves the account open. */
function strangersNamed(trust: PolicyDocument): readonly { readonly pattern: string; readonly name: string }[] {
  return namesInConditions(trust).flatMap((pattern) => {
    const arn = parseArn(pattern);
    return arn === undefined ? [] : [{ pattern, name: printArn({ ...arn, account: strangersAccount }) }];
  });
}

function judge(evaluation: Evaluation, who: string): Omit<RuleHit, "subject"> | undefined {
  if (evaluation.kind === "allow") return { message: `its trust policy admits ${who}` };
  if (evaluation.kind !== "unknown") return undefined;
  const open = evaluation.missing.filter((key) => !isCallersChoice(key));
  if (open.length === 0) {
    return { message: `its trust policy admits ${who} who chooses ${evaluation.missing.join(", ")} as it asks` };
  }
  if (!open.every((key) => key.toLowerCase() === "sts:externalid")) return undefined;
  return { severity: "high", message: `its trust policy admits ${who} who knows the external id, which is no secret` };
}
