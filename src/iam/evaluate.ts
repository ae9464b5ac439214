// Decides a request against every policy that applies to it, the way AWS does: explicit Deny wins, three-valued.
import type { AccessRequest, ApplicablePolicies } from "./access-request.ts";
import {
  evaluatePolicies,
  type Consent,
  type PolicyLayer,
  type PolicyOutcome,
  type StatementReference,
} from "./evaluate-policies.ts";
import { hasNoAccount } from "./match-principal.ts";
import { every, isUnknown, some } from "./truth.ts";

export type Evaluation =
  | { readonly kind: "allow"; readonly by: readonly StatementReference[] }
  | { readonly kind: "explicit-deny"; readonly by: StatementReference }
  | { readonly kind: "implicit-deny"; readonly layer: PolicyLayer }
  /** `missing` names the condition keys whose values would decide. */
  | { readonly kind: "unknown"; readonly missing: readonly string[]; readonly by: StatementReference };

/** Service control policies, resource control policies and endpoint policies are not seen: the answer is without them. */
export function evaluateAccess(request: AccessRequest, policies: ApplicablePolicies): Evaluation {
  const outcome = evaluatePolicies(request, policies);
  if (outcome.denied === true) return { kind: "explicit-deny", by: outcome.deniedBy[0] ?? nowhere };
  const ways = grantingWays(request, policies, outcome);
  const granted = some(ways.map((way) => every(way.map((layer) => layer.truth))));
  if (granted === false) return { kind: "implicit-deny", layer: failingLayer(ways) };
  const open = every([granted, outcome.denied === false ? true : outcome.denied]);
  if (isUnknown(open)) {
    const by = isUnknown(granted) ? ways.flat().find((layer) => isUnknown(layer.truth))?.by[0] : outcome.deniedBy[0];
    return { kind: "unknown", missing: open.missing, by: by ?? nowhere };
  }
  const way = ways.find((candidate) => candidate.every((layer) => layer.truth === true)) ?? [];
  return { kind: "allow", by: way.flatMap((layer) => layer.by.slice(0, 1)) };
}

const nowhere: StatementReference = { policy: "", sid: undefined, index: 0 };

/**
 * Each way is a list of layers that must all consent; one way suffices.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function grantingWays(request: AccessRequest, policies: ApplicablePolicies, outcome: PolicyOutcome): Consent[][] {
  const { direct, role, account } = outcome.resource;
  if (hasNoAccount(request.caller)) return [[direct]];
  const anyone = {
    ...direct,
    truth: some([direct.truth, role.truth, account.truth]),
    by: [direct, role, account].flatMap(({ by }) => by),
  };
  const limits = [outcome.boundary, outcome.session].filter((layer) => layer !== undefined);
  const principal = [outcome.identity, ...limits];
  if (request.caller.account !== policies.resourceAccount) return [[anyone, ...principal]];
  const delegated = needsResourcePolicy(request.action) ? [anyone, ...principal] : principal;
  return [[direct], [role, ...limits], delegated];
}

/** Roles and keys are reached through their own policy alone: an identity policy counts only where that one admits it. */
function needsResourcePolicy(action: string): boolean {
  return /^(?:sts:assumerole|sts:tagsession|sts:setsourceidentity|kms:)/.test(action.toLowerCase());
}

/** The layer to name: where the fewest are missing, the first that withholds its consent. */
function failingLayer(ways: readonly (readonly Consent[])[]): PolicyLayer {
  const refusals = ways
    .map((way) => way.filter(({ truth }) => truth === false).map(({ layer }) => layer))
    .filter(([first]) => first !== "resource")
    .toSorted((one, other) => one.length - other.length);
  return refusals[0]?.[0] ?? "resource";
}

export type { AccessRequest, ApplicablePolicies, PolicySource } from "./access-request.ts";
export type { StatementReference } from "./evaluate-policies.ts";
export { makeContext } from "./request-context.ts";
