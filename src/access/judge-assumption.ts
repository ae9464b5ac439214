// Links 4 to 6: the trust policy admits the node roles, their own policies let them ask, and the conditions are met.
import type { AssumptionJudgement, AssumptionQuestion, NodeRoleOutcome, Refusal } from "./assumption.ts";
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Evaluation } from "../iam/evaluate.ts";
import type { PolicyDocument } from "../iam/policy-document.ts";
import { type AskedTags, mayTagSession, trustedBy, trustPolicyName, type TrustQuestion } from "../iam/trusted-by.ts";
import { withoutConditions } from "../iam/without-conditions.ts";
import type { Identity } from "../pods/identity.ts";
import { openTags, type SessionTags } from "../pods/session-tags.ts";
import { explainAssumption } from "./explain-assumption.ts";
import type { RoleLookup } from "./role-facts.ts";
import { indexOf } from "./snapshot-index.ts";
import { nodeRolesOf } from "./subject.ts";

export function judgeAssumption(question: AssumptionQuestion): AssumptionJudgement {
  const { facts, subject, snapshot } = question;
  const trust = indexOf(snapshot).trust(facts.trust);
  if (trust.kind === "malformed") return explainAssumption(question, { kind: "malformed", problem: trust.problem });
  const outcomes = nodeRolesOf(subject, snapshot).map((nodeRole) =>
    tryNodeRole(nodeRole, snapshot.roles.get(nodeRole), trust.document, question),
  );
  return explainAssumption(question, { kind: "tried", outcomes });
}

function tryNodeRole(
  nodeRole: RoleArn,
  lookup: RoleLookup | undefined,
  trust: PolicyDocument,
  { facts, identity }: AssumptionQuestion,
): NodeRoleOutcome {
  const known = lookup?.kind === "found" ? lookup.facts : undefined;
  const question = (document: PolicyDocument, externalId = identity.externalId): TrustQuestion => ({
    trust: document,
    nodeRole: known ?? { arn: nodeRole, id: "", tags: undefined, policies: [], boundary: undefined },
    role: facts.arn,
    externalId,
    sessionName: identity.sessionName,
    sessionTags: askedTags(identity.tags),
  });
  const ask = (document: PolicyDocument, externalId?: string) => trustedBy(question(document, externalId));
  const tag = (document: PolicyDocument) => mayTagSession(question(document));
  const failure =
    explainRefusal(ask(trust), () => ask(withoutConditions(trust))) ?? explainTagging(identity, trust, tag);
  if (failure?.link === "trust") return { nodeRole, kind: "fails", ...failure };
  // Its own policies come before the conditions: a Deny in them may stop what the trust alone would allow.
  if (known === undefined) return { ...unread(lookup), nodeRole, kind: "unreadable" };
  if (failure === undefined) return { nodeRole, kind: "admitted" };
  const externalIdDiffers = externalIdsOf(trust).some((id) => ["allow", "unknown"].includes(ask(trust, id).kind));
  return { nodeRole, kind: "fails", ...failure, externalIdDiffers };
}

/** What the proxy sends, as far as it is known. */
export function askedTags(tags: SessionTags | undefined): AskedTags | undefined {
  return tags && { known: tags, open: openTags(tags) };
}

function explainTagging(
  { tags }: Identity,
  trust: PolicyDocument,
  tag: (trust: PolicyDocument) => Evaluation,
): Failure | undefined {
  const refusal = tags && explainRefusal(tag(trust), () => tag(withoutConditions(trust)));
  return refusal && { ...refusal, tagging: true };
}

/** Those that its conditions name as they are. */
function externalIdsOf({ statements }: PolicyDocument): readonly string[] {
  return statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => key.toLowerCase() === "sts:externalid")
    .flatMap(({ values }) => values);
}

interface Failure {
  readonly link: "trust" | "identity" | "condition";
  readonly evaluation: Refusal;
  readonly tagging?: boolean;
}

/** `undefined` for an allowed call. What fails with the trust policy's conditions is asked again as if they were met. */
function explainRefusal(evaluation: Evaluation, askWithoutConditions: () => Evaluation): Failure | undefined {
  switch (evaluation.kind) {
    case "allow":
      return undefined;
    case "explicit-deny":
      return { link: evaluation.by.policy === trustPolicyName ? "trust" : "identity", evaluation };
    case "unknown":
      return { link: evaluation.by.policy === trustPolicyName ? "condition" : "identity", evaluation };
    case "implicit-deny": {
      if (evaluation.layer !== "resource") return { link: "identity", evaluation };
      const bare = askWithoutConditions();
      if (bare.kind !== "implicit-deny") return { link: "condition", evaluation };
      return { link: bare.layer === "resource" ? "trust" : "identity", evaluation: bare };
    }
  }
}

function unread(lookup: RoleLookup | undefined): Omit<Unread, "subject"> {
  if (lookup?.kind === "unreadable") return lookup;
  return {
    call: "iam:GetRole",
    problem: lookup === undefined ? "the node role was not read" : "the node role does not exist",
  };
}
