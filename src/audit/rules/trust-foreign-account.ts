// Rule T06 trust-foreign-account: a role that an account outside of the house can assume without an external id.
import { type Arn, parseArn, parseRoleArn, type RoleArn, roleParts } from "../../iam/arn.ts";
import type { Evaluation } from "../../iam/evaluate.ts";
import { type Caller, sessionOf } from "../../iam/match-principal.ts";
import type { Condition, PolicyDocument } from "../../iam/policy-document.ts";
import { askFor, askForAnybodyOf, isCallersChoice, strangersAccount } from "../assume-question.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const trustForeignAccount: Rule = {
  id: "T06",
  name: "trust-foreign-account",
  severity: "medium",
  confidence: "medium",
  reads: ["roles"],
  title: "another account can assume the role without an external id",
  explanation:
    "The trust policy admits principals of an account that is not this one. If that is a supplier's, any of its customers may make it act on this role, for without an external id it cannot tell them apart. Accounts of your own stand in .iamctl.yaml under accounts, and are then no finding.",
  remedy: "Ask for an external id in a condition, or name the account in .iamctl.yaml under accounts if it is yours.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"],
  find: ({ podRoles, knownAccounts }) =>
    podRoles.flatMap(({ facts, trust }): readonly RuleHit[] => {
      // Open to the world is another rule's business.
      if (trust === undefined || isOpen(askForAnybodyOf(strangersAccount, facts.arn, trust))) return [];
      const foreign = principalsOf(trust).flatMap((principal): readonly string[] => {
        const { account } = principal;
        if (account === roleParts(facts.arn).account || knownAccounts.has(account)) return [];
        return isOpen(askAs(principal, facts.arn, trust)) ? [principal.written] : [];
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
  /** Absent for an account as a whole, by its id. */
  readonly arn: Arn | undefined;
}

/** Named as principals, or by the conditions of a statement for everybody. */
function principalsOf(trust: PolicyDocument): readonly AccountPrincipal[] {
  return trust.statements
    .filter(({ effect, principals }) => effect === "Allow" && principals?.negated === false)
    .flatMap(({ principals, conditions }): readonly string[] => {
      const named = (principals?.entries ?? []).filter(({ type }) => type === "AWS" || type === "*");
      const values = named.map(({ value }) => value);
      return values.includes("*")
        ? [...values, ...conditions.filter(isOnPrincipal).flatMap((one) => one.values)]
        : values;
    })
    .flatMap((written): readonly AccountPrincipal[] => {
      const arn = parseArn(written);
      const account = arn?.account ?? written;
      return /^\d{12}$/.test(account) ? [{ account, written, arn }] : [];
    });
}

function isOnPrincipal({ key }: Condition): boolean {
  return ["aws:principalaccount", "aws:principalarn"].includes(key.toLowerCase());
}

function askAs({ account, written, arn }: AccountPrincipal, role: RoleArn, trust: PolicyDocument): Evaluation {
  const named = parseRoleArn(written);
  if (named !== undefined) return askFor(sessionOf(named, "session"), role, trust);
  if (arn === undefined || arn.resource === "root") return askForAnybodyOf(account, role, trust);
  const caller: Caller = { account, partition: arn.partition, arn: written };
  return askFor(caller, role, trust);
}

function isOpen(evaluation: Evaluation): boolean {
  return evaluation.kind === "allow" || (evaluation.kind === "unknown" && evaluation.missing.every(isCallersChoice));
}
