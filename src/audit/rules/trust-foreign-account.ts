// Rule T06 trust-foreign-account: a role that an account outside of the house can assume without an external id.
import { parseArn, roleParts } from "../../iam/arn.ts";
import type { Evaluation } from "../../iam/evaluate.ts";
import type { PolicyDocument } from "../../iam/policy-document.ts";
import {
  askForAnybodyOf,
  askForNamed,
  isCallersChoice,
  namesInConditions,
  strangersAccount,
} from "../assume-question.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const trustForeignAccount: Rule = {
  id: "T06",
  name: "trust-foreign-account",
  severity: "medium",
  confidence: "medium",
  reads: ["roles", "node-roles"],
  title: "another account can assume the role without an external id",
  explanation:
    "The trust policy admits principals of an account that is not this one. If that is a supplier's, any of its customers may make it act on this role, for without an external id it cannot tell them apart. Accounts of your own stand in .iamctl.yaml under accounts, and are then no finding.",
  remedy: "Ask for an external id in a condition, or name the account in .iamctl.yaml under accounts if it is yours.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"],
  find: ({ podRoles, rolesOfNodes, knownAccounts }) =>
    [...podRoles, ...rolesOfNodes].flatMap(({ facts, trust }): readonly RuleHit[] => {
      // Open to the world is another rule's business.
      if (trust === undefined || isOpen(askForAnybodyOf(strangersAccount, facts.arn, trust))) return [];
      const foreign = principalsOf(trust).flatMap(({ account, written }): readonly string[] => {
        if (account === roleParts(facts.arn).account || knownAccounts.has(account)) return [];
        return isOpen(askForNamed(written, facts.arn, trust)) ? [written] : [];
      });
      if (foreign.length === 0) return [];
      const named = [...new Set(foreign)];
      const message = `its trust policy admits ${named.join(", ")}, and asks for no external id`;
      return [{ subject: roleSubject(facts.arn), message, evidence: named }];
    }),
};

interface AccountPrincipal {
  readonly account: string;
  readonly written: string;
}

/** Whom any statement names, as principal or in a condition on the caller: each is then asked for, a Deny's as well. */
function principalsOf(trust: PolicyDocument): readonly AccountPrincipal[] {
  const principals = trust.statements
    .flatMap(({ principals: own }) => own?.entries ?? [])
    .filter(({ type }) => type === "AWS")
    .map(({ value }) => value);
  return [...principals, ...namesInConditions(trust)].flatMap((written): readonly AccountPrincipal[] => {
    const account = parseArn(written)?.account ?? written;
    return /^\d{12}$/.test(account) ? [{ account, written }] : [];
  });
}

function isOpen(evaluation: Evaluation): boolean {
  return evaluation.kind === "allow" || (evaluation.kind === "unknown" && evaluation.missing.every(isCallersChoice));
}
