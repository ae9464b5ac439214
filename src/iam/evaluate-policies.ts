// Runs a request past every statement of every policy and sums up, layer by layer, who denies and who consents.
import type { AccessRequest, ApplicablePolicies, PolicySource } from "./access-request.ts";
import { evaluateStatement } from "./evaluate-statement.ts";
import { escapesNotPrincipal, matchPrincipal, type PrincipalMatch } from "./match-principal.ts";
import type { Statement } from "./policy-document.ts";
import { every, some, type Truth } from "./truth.ts";

export type PolicyLayer = "identity" | "boundary" | "session" | "resource";

export interface StatementReference {
  /** The name of the policy's source. */
  readonly policy: string;
  readonly sid: string | undefined;
  /** The position in the document's statements, from 0. */
  readonly index: number;
}

/** One layer's consent, with the statements that gave it or leave it open. */
export interface Consent {
  readonly layer: PolicyLayer;
  readonly truth: Truth;
  readonly by: readonly StatementReference[];
}

export interface PolicyOutcome {
  /** Whether any Deny applies, anywhere, with the statements that do or might. */
  readonly denied: Truth;
  readonly deniedBy: readonly StatementReference[];
  readonly identity: Consent;
  readonly boundary: Consent | undefined;
  readonly session: Consent | undefined;
  /** The resource policy's consent, by how it names the caller. */
  readonly resource: Readonly<Record<PrincipalMatch, Consent>>;
}

export function evaluatePolicies(request: AccessRequest, policies: ApplicablePolicies): PolicyOutcome {
  const identity = judgeAll(policies.identity, request);
  const boundary = policies.boundary && judgeAll([policies.boundary], request);
  const session = policies.session && judgeAll(policies.session, request);
  const resource = judgeResource(request, policies);
  const denials = [...identity, ...(boundary ?? []), ...(session ?? []), ...resource].filter(
    ({ effect }) => effect === "Deny",
  );
  const denied = consent("identity", denials);
  return {
    denied: denied.truth,
    deniedBy: denied.by,
    identity: consent("identity", allowsOf(identity)),
    boundary: boundary && consent("boundary", allowsOf(boundary)),
    session: session && consent("session", allowsOf(session)),
    resource: {
      direct: consentBy("direct", resource),
      role: consentBy("role", resource),
      account: consentBy("account", resource),
    },
  };
}

/** A statement that applies to the request, or may. */
interface Judgement {
  readonly effect: Statement["effect"];
  readonly truth: Truth;
  readonly by: StatementReference;
  readonly match?: PrincipalMatch;
}

function judgeAll(sources: readonly PolicySource[], request: AccessRequest): Judgement[] {
  return sources.flatMap((source) =>
    source.document.statements.flatMap((_, index) => judge(source, index, request) ?? []),
  );
}

/** `undefined` for a statement that does not apply. */
function judge({ name, document }: PolicySource, index: number, request: AccessRequest): Judgement | undefined {
  const statement = document.statements[index];
  if (statement === undefined) return undefined;
  const truth = evaluateStatement(statement, request, { version: document.version, context: request.context });
  if (truth === false) return undefined;
  return { effect: statement.effect, truth, by: { policy: name, sid: statement.sid, index } };
}

/** Statements of a resource policy that do not concern the caller are left out, whatever else they say. */
function judgeResource(request: AccessRequest, policies: ApplicablePolicies): Judgement[] {
  const source = policies.resource;
  if (source === undefined) return [];
  return source.document.statements.flatMap((statement, index): Judgement[] => {
    if (statement.principals === undefined) return [];
    const negated = statement.principals.negated;
    const match = negated ? "direct" : matchPrincipal(statement, request.caller);
    const judgement = match === undefined ? undefined : judge(source, index, request);
    if (match === undefined || judgement === undefined) return [];
    if (!negated) return [{ ...judgement, match }];
    const concerns = escapesNotPrincipal(statement, request.caller, policies.boundary !== undefined);
    return [{ ...judgement, truth: every([concerns, judgement.truth]), match }];
  });
}

function allowsOf(judgements: readonly Judgement[]): Judgement[] {
  return judgements.filter(({ effect }) => effect === "Allow");
}

function consentBy(match: PrincipalMatch, judgements: readonly Judgement[]): Consent {
  return consent(
    "resource",
    allowsOf(judgements).filter((judgement) => judgement.match === match),
  );
}

/** Statements that hold come before those that may. */
function consent(layer: PolicyLayer, judgements: readonly Judgement[]): Consent {
  if (judgements.length === 0) return { layer, truth: false, by: [] };
  const holding = judgements.filter(({ truth }) => truth === true);
  const open = judgements.filter(({ truth }) => truth !== true && truth !== false);
  return { layer, truth: some(judgements.map(({ truth }) => truth)), by: [...holding, ...open].map(({ by }) => by) };
}
