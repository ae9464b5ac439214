// Judges whether what lets node roles assume pod roles is what `init` writes: a managed policy, one inside each role, or both.
import { assumePolicy, isFenced, letsTag } from "../iam/assume-policy.ts";
import { roleParts } from "../iam/arn.ts";
import { equalPolicies } from "../iam/diff-policy.ts";
import { parsePolicy, type PolicyDocument } from "../iam/policy-document.ts";
import { inlineName } from "./role-facts.ts";
import type { PolicyStatus } from "./set-up.ts";
import type { Snapshot } from "./snapshot.ts";

export interface OwnPolicyFacts {
  readonly snapshot: Snapshot;
  readonly policyArn: string;
  /** The text of the policy of that ARN; `undefined` when there is none. */
  readonly policy: { readonly kind: "read"; readonly text: string | undefined } | { readonly kind: "unread" };
}

export function judgeOwnPolicy({ snapshot, policyArn: arn, policy }: OwnPolicyFacts): PolicyStatus {
  const inside = inlinePolicies(snapshot, nameIn(arn));
  const inlineIn = inside.map(({ role }) => role);
  if (policy.kind === "unread") return { arn, managed: "unknown", inlineIn, state: "unknown" };
  const managed = policy.text === undefined ? [] : [parsePolicy(policy.text)];
  const isPlanned = [
    ...managed.map((present) => present.kind === "parsed" && isAsPlanned(present.document, snapshot)),
    ...inside.map(({ document }) => isAsPlanned(document, snapshot)),
  ];
  const state = isPlanned.length === 0 ? "absent" : isPlanned.includes(false) ? "differs" : "as planned";
  return { arn, managed: policy.text === undefined ? "no" : "yes", inlineIn, state };
}

/** Where it is, in words; one that is nowhere is called by the ARN that it would have. */
export function placeOfPolicy({ arn, managed, inlineIn }: PolicyStatus): string {
  if (inlineIn.length === 0) return arn;
  const inside = `inside ${inlineIn.map((role) => roleParts(role).name).join(", ")}`;
  return managed === "no" ? `${nameIn(arn)} ${inside}` : `${arn} and ${inside}`;
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function inlinePolicies({ nodeRoles, roles }: Snapshot, name: string) {
  return nodeRoles.flatMap(({ arn: role }) => {
    const lookup = roles.get(role);
    const policies = lookup?.kind === "found" ? lookup.facts.policies : [];
    return policies.filter((one) => one.name === inlineName(name)).map(({ document }) => ({ role, document }));
  });
}

/** Allowing tags that no proxy sends yet is how one comes to send them; the other way round pods would get nothing. */
function isAsPlanned(present: PolicyDocument, { cluster, prefix, settings }: Snapshot): boolean {
  const tagSessions = settings.sessionTags !== undefined || letsTag(present);
  const place = { partition: cluster.partition, account: cluster.account, prefix, tagSessions };
  return equalPolicies(present, assumePolicy(place, isFenced(present) ? "deny" : "none"));
}
