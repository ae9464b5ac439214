// Finds which of the known combinations a role's policies allow, taken together, with Deny, conditions and boundary.
import type { RoleArn } from "./arn.ts";
import { type EscalationCombo, escalationCombos } from "./escalation-combos.ts";
import { evaluateAccess, type PolicySource } from "./evaluate.ts";
import { namedActions } from "./evaluate-statement.ts";
import { callerContext, sessionOf } from "./match-principal.ts";
import { makeContext } from "./request-context.ts";

export interface EscalationQuestion {
  readonly role: RoleArn;
  readonly policies: readonly PolicySource[];
  readonly attachedPolicyArns: readonly string[];
  readonly boundary: PolicySource | undefined;
  /** Roles that are worth passing, besides one of no particular name. */
  readonly powerful: readonly RoleArn[];
}

export function findEscalations(question: EscalationQuestion): readonly EscalationCombo[] {
  const isNamed = namedActions(question.policies);
  const named = escalationCombos.filter(({ actions }) => actions.every(isNamed));
  if (named.length === 0) return [];
  const patterns = allowedPatterns(question.policies);
  return named.filter(({ actions, passedTo }) =>
    actions.every((action) =>
      candidates(action, question, patterns).some((resource) => allows(action, resource, passedTo, question)),
    ),
  );
}

/** What an action is tried on: for IAM's own what leads to more power, for others whatever the policies name. */
function candidates(action: string, question: EscalationQuestion, patterns: readonly string[]): readonly string[] {
  const account = `${question.role.split(":").slice(0, 5).join(":")}:`;
  if (action === "iam:PassRole") return [`${account}role/zq7-any-role-at-all`, ...question.powerful];
  if (/^iam:.*Role/.test(action)) return [`${account}role/zq7-any-role-at-all`, question.role, ...question.powerful];
  if (/^iam:.*PolicyVersion$/.test(action)) return [`${account}policy/zq7-any`, ...question.attachedPolicyArns];
  if (/^iam:.*Group/.test(action)) return [`${account}group/zq7-any-group-at-all`];
  if (action.startsWith("iam:")) return [`${account}user/zq7-any-user-at-all`];
  return patterns;
}

/** One resource for each pattern of an Allow, with something for its wildcards. */
function allowedPatterns(policies: readonly PolicySource[]): readonly string[] {
  const patterns = policies
    .flatMap(({ document }) => document.statements)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ resources }) => (resources === undefined || resources.negated ? ["*"] : resources.patterns));
  return [...new Set(patterns)].map((pattern) => pattern.replaceAll("*", "zq7-any").replaceAll("?", "z"));
}

function allows(action: string, resource: string, passedTo: string | undefined, question: EscalationQuestion): boolean {
  const caller = sessionOf(question.role, "session");
  const { values } = makeContext({
    ...callerContext(caller),
    ...(passedTo !== undefined && { "iam:PassedToService": passedTo }),
  });
  const context = { values, unknown: () => true };
  const { policies: identity, boundary } = question;
  const evaluation = evaluateAccess(
    { action, resource, caller, context },
    { identity, boundary, resourceAccount: caller.account },
  );
  // A condition on the circumstances (Region, address, MFA) hinders nobody who holds the role where it is used.
  return evaluation.kind === "allow" || (evaluation.kind === "unknown" && evaluation.missing.every(isCircumstance));
}

function isCircumstance(key: string): boolean {
  return /^aws:(?:requestedregion|source(?:ip|vpc|vpce)|vpcsourceip|securetransport|currenttime|epochtime|useragent|principalorgid|multifactorauth\w*)$/i.test(
    key,
  );
}
