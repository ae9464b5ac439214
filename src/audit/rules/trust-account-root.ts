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
import type { Judged, Rule, RuleHit, TrustingRole } from "../rule.ts";
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
    const ofPods = judged.podRoles.flatMap((role) => judge(role, wide));
    const ofNodes = judged.rolesOfNodes.flatMap((role) => judge(role, wide));
    return [
      ...ofPods,
      ...ofNodes.map((hit) => ({ ...hit, fix: { text: "Let nobody but EC2 assume a node's role." } })),
    ];
  },
};

function judge({ facts: { arn }, trust }: TrustingRole, wide: readonly string[]): readonly RuleHit[] {
  if (trust === undefined || !isOpen(askForAnybodyOf(roleParts(arn).account, arn, trust), keepsNobodyOut)) return [];
  // Open to the world is another rule's business.
  if (isOpen(askForAnybodyOf(strangersAccount, arn, trust), isCallersChoice)) return [];
  const message = "its trust policy admits the account as a whole";
  if (wide.length === 0) return [{ subject: roleSubject(arn), message }];
  const worse = `${message}, and ${wide.join(", ")} may assume any role`;
  return [{ subject: roleSubject(arn), severity: "high", message: worse }];
}

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
