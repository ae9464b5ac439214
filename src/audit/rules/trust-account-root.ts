// Rule T05 trust-account-root: a role that everybody in the account gets who may assume anything.
import { foundNodeRoles } from "../../access/found-role.ts";
import { roleParts } from "../../iam/arn.ts";
import type { Evaluation } from "../../iam/evaluate.ts";
import {
  askForAnybodyOf,
  isCallersChoice,
  isChosenInCall,
  isOfTheAccount,
  strangersAccount,
} from "../assume-question.ts";
import { roleSubject } from "../finding.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";
import { mayAssumeAnything } from "./node-role-assumes-beyond-prefix.ts";

export const trustAccountRoot: Rule = {
  id: "T05",
  name: "trust-account-root",
  severity: "medium",
  confidence: "high",
  reads: ["roles", "node-roles"],
  title: "everybody in the account who may assume roles can assume it",
  explanation:
    "Trusting the account (its root ARN or its id) leaves the decision to the identity policies of every principal in it. It is what the console proposes. As soon as one of them may assume any role, this one is among them. A condition on the organisation keeps nobody of the account out.",
  remedy: "Name the node roles instead of the account, or add a condition on aws:PrincipalArn.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
  ],
  find: (judged) => {
    const wide = nodesThatAssumeAnything(judged);
    return judged.podRoles.flatMap(({ facts, trust }): readonly RuleHit[] => {
      if (
        trust === undefined ||
        !isOpen(askForAnybodyOf(roleParts(facts.arn).account, facts.arn, trust), keepsNobodyOut)
      )
        return [];
      // Open to the world is another rule's business.
      if (isOpen(askForAnybodyOf(strangersAccount, facts.arn, trust), isCallersChoice)) return [];
      const message = "its trust policy admits the account as a whole";
      if (wide.length === 0) return [{ subject: roleSubject(facts.arn), message }];
      return [
        {
          subject: roleSubject(facts.arn),
          severity: "high",
          message: `${message}, and ${wide.join(", ")} may assume any role`,
        },
      ];
    });
  },
};

function keepsNobodyOut(key: string): boolean {
  return isChosenInCall(key) || isOfTheAccount(key);
}

function isOpen(evaluation: Evaluation, isChoice: (key: string) => boolean): boolean {
  return evaluation.kind === "allow" || (evaluation.kind === "unknown" && evaluation.missing.every(isChoice));
}

function nodesThatAssumeAnything({ snapshot }: Judged): readonly string[] {
  return foundNodeRoles(snapshot)
    .filter((facts) => mayAssumeAnything(facts, snapshot.prefix))
    .map(({ arn }) => roleParts(arn).name);
}
