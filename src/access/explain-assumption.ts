// Puts the outcomes of all node roles into the words of links 4 to 6: who is left out, why, and what mends it.
import { roleParts } from "../iam/arn.ts";
import type { StatementReference } from "../iam/evaluate.ts";
import { isUnderPrefix, printPrefix } from "../iam/role-prefix.ts";
import { grantCommand, initCommand } from "./grant-command.ts";
import type { AssumptionJudgement, AssumptionQuestion, NodeRoleOutcome, Refusal } from "./assumption.ts";
import { unreadList } from "./unread-list.ts";
import type { BrokenReason, Fix, LinkVerdict } from "./link.ts";

export type Tried =
  | { readonly kind: "malformed"; readonly problem: string }
  | { readonly kind: "tried"; readonly outcomes: readonly NodeRoleOutcome[] };

type Failure = Extract<NodeRoleOutcome, { kind: "fails" }>;

export function explainAssumption(question: AssumptionQuestion, tried: Tried): AssumptionJudgement {
  if (tried.kind === "malformed") return failedAt("trust", malformed(question, tried.problem));
  const { outcomes } = tried;
  if (outcomes.length === 0) return failedAt("trust", noNodeRole(question));
  const failures = outcomes.filter((outcome) => outcome.kind === "fails");
  for (const link of ["trust", "identity", "condition"] as const) {
    const here = failures.filter((failure) => failure.link === link);
    const worst = worstOf(here);
    if (worst !== undefined) {
      // Some fail, and where its pods may run was not read: perhaps only there where they never will.
      const unread = failures.length < outcomes.length ? unreadList("nodes", question.snapshot) : undefined;
      if (unread !== undefined) return failedAt(link, { kind: "unknown", ...unread });
      const alike = here.filter((failure) => isAlike(failure, worst));
      return failedAt(link, describe(link, worst, { alike, total: outcomes.length, question }));
    }
    const unreadable = link === "identity" ? outcomes.find((outcome) => outcome.kind === "unreadable") : undefined;
    if (unreadable !== undefined) {
      const { nodeRole, ...unread } = unreadable;
      return failedAt(link, { ...unread, kind: "unknown", subject: nodeRole });
    }
  }
  const all = outcomes.length === 1 ? "the node role" : `all ${outcomes.length} node roles`;
  return {
    trust: { kind: "holds", evidence: `the trust policy admits ${all}${asFarAsKnown(question)}` },
    identity: {
      kind: "holds",
      evidence: `no policy of ${all} stands in the way; service control policies are not seen`,
    },
    condition: { kind: "holds", evidence: "every condition is met" },
  };
}

/** A pod on a node is judged by that node; a workload by all node roles, of which a refused source may hide some. */
function asFarAsKnown({ subject, snapshot: { nodesUnread, nodes } }: AssumptionQuestion): string {
  const placed = nodes.some(({ name, role }) => name === subject.node && role !== undefined);
  const [first] = nodesUnread;
  return first === undefined || placed ? "" : ` that could be read: ${first.call} was refused`;
}

/** Links before the failing one hold; those after it are never looked at. */
function failedAt(link: keyof AssumptionJudgement, verdict: LinkVerdict): AssumptionJudgement {
  const holds: LinkVerdict = { kind: "holds", evidence: "the trust policy admits every node role, conditions aside" };
  return {
    trust: link === "trust" ? verdict : holds,
    identity: link === "identity" ? verdict : { kind: "holds", evidence: "the node roles may ask" },
    condition: verdict,
  };
}

function worstOf(failures: readonly Failure[]): Failure | undefined {
  const byWeight = (["explicit-deny", "implicit-deny", "unknown"] as const).flatMap((kind) =>
    failures.filter(({ evaluation }) => evaluation.kind === kind),
  );
  return byWeight[0];
}

/** One verdict tells one reason, and only of those it is true of. */
function isAlike(one: Failure, other: Failure): boolean {
  return one.tagging === other.tagging && reasonOf(one.evaluation) === reasonOf(other.evaluation);
}

function reasonOf(evaluation: Refusal): string {
  switch (evaluation.kind) {
    case "explicit-deny":
      return `deny ${printStatement(evaluation.by)}`;
    case "implicit-deny":
      return evaluation.layer;
    case "unknown":
      return `${printStatement(evaluation.by)} ${evaluation.missing.join()}`;
  }
}

function describe(
  link: Failure["link"],
  { evaluation, tagging }: Failure,
  { alike, total, question }: { alike: readonly Failure[]; total: number; question: AssumptionQuestion },
): LinkVerdict {
  const names = alike.map(({ nodeRole }) => roleParts(nodeRole).name).join(", ");
  const who = total === 1 ? names : `${names} (${alike.length} of ${total} node roles)`;
  const role = question.facts.arn;
  if (evaluation.kind === "unknown") {
    const { missing, by } = evaluation;
    const explanation = `${printStatement(by)} decides by ${missing.join(", ")} whether ${who} may assume it`;
    return { kind: "conditional", missing, explanation };
  }
  if (evaluation.kind === "explicit-deny") {
    const { by } = evaluation;
    const fix: Fix = { text: `Remove or narrow that statement in ${by.policy}.` };
    return broken(link === "trust" ? "trust-denies" : "node-role-denied", `${printStatement(by)} denies ${who}`, fix);
  }
  if (tagging === true) return describeTagging(link, who, question);
  switch (link) {
    case "trust": {
      const command = grantCommand(question.subject.workload, role);
      const fix: Fix = { text: "Admit every node role in the trust policy.", command };
      const reason = alike.length === total ? "trust-lacks-node-role" : "trust-lacks-some-node-roles";
      return broken(reason, `the trust policy does not admit ${who}`, fix);
    }
    case "condition": {
      if (alike.every((one) => one.externalIdDiffers === true)) return externalIdDiffers(who, question);
      const text = "Compare the conditions of the trust policy with the pod's external id and session name.";
      return broken("condition-fails", `the trust policy names ${who}, but its conditions are not met`, { text });
    }
    case "identity": {
      const bounded = evaluation.layer === "boundary";
      const fix = bounded
        ? { text: `Let its permissions boundary allow sts:AssumeRole on ${role}.` }
        : allowFix(question);
      const by = bounded ? ", because of its permissions boundary" : "";
      return broken("node-role-may-not-assume", `${who} may not call sts:AssumeRole on ${role}${by}`, fix);
    }
  }
}

/** The proxy gives every session its tags, or asks for none: a role that cannot be tagged is no role for these pods. */
function describeTagging(
  link: Failure["link"],
  who: string,
  { subject, facts, snapshot: { prefix } }: AssumptionQuestion,
): LinkVerdict {
  const tags = "the tags that the proxy gives every session (--session-tags)";
  switch (link) {
    case "trust": {
      const command = `${grantCommand(subject.workload, facts.arn)} --session-tags`;
      const fix: Fix = { text: "Allow every node role sts:TagSession in the trust policy, too.", command };
      const explanation = `the trust policy lets ${who} assume it, but not with ${tags}: it does not allow sts:TagSession`;
      return broken("trust-lacks-tagging", explanation, fix);
    }
    case "condition": {
      const text =
        "Compare the conditions on sts:TagSession in the trust policy with the pod's namespace and service account.";
      return broken("condition-fails", `the trust policy's conditions on ${tags} are not met for ${who}`, { text });
    }
    case "identity": {
      const command = `${initCommand(prefix)} --session-tags`;
      const fix: Fix = { text: "Let every node role do sts:TagSession on the roles under the prefix, too.", command };
      return broken(
        "node-role-may-not-tag",
        `${who} may not call sts:TagSession on ${facts.arn}, which ${tags} need`,
        fix,
      );
    }
  }
}

/** The id itself is not told: it is no secret to AWS, but to some houses it is. */
function externalIdDiffers(who: string, { identity, subject, facts }: AssumptionQuestion): LinkVerdict {
  const sent = identity.externalId === undefined ? "the pod sends none" : "the pod sends another";
  const command = `${grantCommand(subject.workload, facts.arn)} --external-id ID`;
  const fix: Fix = { text: "Annotate the pod template with an external id that the trust policy lists.", command };
  return broken("external-id-differs", `the trust policy admits ${who} with an external id only, and ${sent}`, fix);
}

/** `statement Fence of AmazonEKSWorkerNodePolicy`; a statement without a Sid by its number, from 1. */
function printStatement({ policy, sid, index }: StatementReference): string {
  return `statement ${sid ?? index + 1} of ${policy}`;
}

/** The assume policy covers the prefix only: it is no help to a role outside it. */
function allowFix({ facts, snapshot: { prefix } }: AssumptionQuestion): Fix {
  if (!isUnderPrefix(facts.arn, prefix)) {
    return {
      text: `Move its permissions to a role under ${printPrefix(prefix)}, which the nodes may assume, and grant that one.`,
    };
  }
  return { text: "Attach the prefix-limited assume policy to every node role.", command: initCommand(prefix) };
}

function malformed({ facts }: AssumptionQuestion, problem: string): LinkVerdict {
  const fix = { text: `Rewrite the trust policy of ${facts.arn} as valid JSON.` };
  return broken("trust-malformed", `the trust policy cannot be read: ${problem}`, fix);
}

/** Nothing is proven while a source of node roles was refused. */
function noNodeRole({ snapshot: { nodesUnread } }: AssumptionQuestion): LinkVerdict {
  const [first] = nodesUnread;
  if (first !== undefined) return { kind: "unknown", ...first };
  const text = "See that --profile and --region are those of the cluster's nodes.";
  return broken("no-node-role", "none of the nodes it may run on has a role in this account and region", { text });
}

function broken(reason: BrokenReason, explanation: string, fix: Fix): LinkVerdict {
  return { kind: "broken", reason, explanation, fix };
}
