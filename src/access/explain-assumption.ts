// Puts the outcomes of all node roles into the words of links 4 to 6: who is left out, why, and what mends it.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { grantCommand } from "./grant-command.ts";
import type { AssumptionJudgement, AssumptionQuestion, NodeRoleOutcome } from "./judge-assumption.ts";
import type { BrokenReason, Fix, LinkVerdict } from "./link.ts";

export type Tried =
  | { readonly kind: "malformed"; readonly problem: string }
  | { readonly kind: "tried"; readonly outcomes: readonly NodeRoleOutcome[] };

type Failure = Extract<NodeRoleOutcome, { kind: "fails" }>;

export function explainAssumption(question: AssumptionQuestion, tried: Tried): AssumptionJudgement {
  if (tried.kind === "malformed") return failedAt("trust", malformed(question, tried.problem));
  const { outcomes } = tried;
  if (outcomes.length === 0) return failedAt("trust", noNodeRole);
  const failures = outcomes.filter((outcome) => outcome.kind === "fails");
  for (const link of ["trust", "identity", "condition"] as const) {
    const here = failures.filter((failure) => failure.link === link);
    if (here.length > 0) return failedAt(link, describe(link, here, outcomes.length, question));
    const unreadable = link === "identity" ? outcomes.find((outcome) => outcome.kind === "unreadable") : undefined;
    if (unreadable !== undefined) {
      return failedAt(link, { kind: "unknown", call: unreadable.call, problem: unreadable.problem });
    }
  }
  const all = outcomes.length === 1 ? "the node role" : `all ${outcomes.length} node roles`;
  return {
    trust: { kind: "holds", evidence: `the trust policy admits ${all}` },
    identity: { kind: "holds", evidence: `no policy of ${all} stands in the way` },
    condition: { kind: "holds", evidence: "every condition is met" },
  };
}

/** Links before the failing one hold; those after it are never looked at. */
function failedAt(link: keyof AssumptionJudgement, verdict: LinkVerdict): AssumptionJudgement {
  const holds: LinkVerdict = { kind: "holds", evidence: "the trust policy admits every node role" };
  return {
    trust: link === "trust" ? verdict : holds,
    identity: link === "identity" ? verdict : { kind: "holds", evidence: "the node roles may ask" },
    condition: verdict,
  };
}

function describe(
  link: "trust" | "identity" | "condition",
  failures: readonly Failure[],
  total: number,
  question: AssumptionQuestion,
): LinkVerdict {
  const [first] = failures;
  const who = `${names(failures.map(({ nodeRole }) => nodeRole))} (${failures.length} of ${total} node roles)`;
  const grant: Fix = {
    text: "Admit every node role in the trust policy.",
    command: grantCommand(question.subject.workload, question.facts.arn),
  };
  const evaluation = first?.evaluation;
  if (evaluation?.kind === "unknown") {
    return {
      kind: "conditional",
      missing: evaluation.missing,
      explanation: `the trust policy admits ${who} only if ${evaluation.missing.join(", ")} is as it asks`,
    };
  }
  if (evaluation?.kind === "explicit-deny") {
    const deny = `statement ${evaluation.by.sid ?? evaluation.by.index + 1} of ${evaluation.by.policy} denies ${who}`;
    const fix: Fix = { text: `Remove or narrow that statement in ${evaluation.by.policy}.` };
    return broken(link === "trust" ? "trust-denies" : "node-role-denied", deny, fix);
  }
  if (link === "trust") return broken("trust-lacks-node-role", `the trust policy does not admit ${who}`, grant);
  if (link === "condition") {
    const fix: Fix = {
      text: "Compare the conditions of the trust policy with the pod's external id and session name.",
    };
    return broken("condition-fails", `the trust policy names ${who}, but its conditions are not met`, fix);
  }
  return broken(
    "node-role-may-not-assume",
    `${who} may not call sts:AssumeRole on ${question.facts.arn}`,
    allowFix(question),
  );
}

/** The assume policy covers the prefix only: it is no help to a role outside it. */
function allowFix({ facts, snapshot: { prefix } }: AssumptionQuestion): Fix {
  return isUnderPrefix(facts.arn, prefix)
    ? { text: "Attach the prefix-limited assume policy to every node role.", command: "iamctl init" }
    : { text: `Move its permissions to a role under ${prefix}, which the nodes may assume, and grant that one.` };
}

function malformed({ facts }: AssumptionQuestion, problem: string): LinkVerdict {
  const fix = { text: `Rewrite the trust policy of ${facts.arn} as valid JSON.` };
  return broken("trust-malformed", `the trust policy cannot be read: ${problem}`, fix);
}

const noNodeRole: LinkVerdict = broken("no-node-role", "no node role is known for the nodes it may run on", {
  text: "Name the node roles yourself.",
  command: "iamctl init --node-role ARN",
});

function broken(reason: BrokenReason, explanation: string, fix: Fix): LinkVerdict {
  return { kind: "broken", reason, explanation, fix };
}

function names(roles: readonly RoleArn[]): string {
  return roles.map((role) => roleParts(role).name).join(", ");
}
