// The roles that trust tokens of this cluster's service accounts, and the conditions that they put on them.
import { statementsFor } from "../access/judge-web-identity.ts";
import type { Condition, PolicyDocument } from "../iam/policy-document.ts";
import type { Judged, PodRole } from "./rule.ts";

export interface TokenTrust {
  readonly role: PodRole;
  readonly trust: PolicyDocument;
  readonly issuer: string;
  /** The statements that admit tokens of this cluster. */
  readonly admitting: PolicyDocument;
}

export function tokenTrusts({ snapshot, podRoles }: Judged): readonly TokenTrust[] {
  const issuer = snapshot.eks?.issuer;
  if (issuer === undefined) return [];
  return podRoles.flatMap((role): readonly TokenTrust[] => {
    const { trust } = role;
    if (trust === undefined) return [];
    const admitting = statementsFor(trust, role.facts.arn, issuer);
    return admitting === undefined ? [] : [{ role, trust, issuer, admitting }];
  });
}

/** Conditions on one claim of the token: `sub`, `aud`. */
export function conditionsOn(claim: string, { issuer, admitting }: TokenTrust): readonly Condition[] {
  const key = `${issuer}:${claim}`.toLowerCase();
  return admitting.statements.flatMap(({ conditions }) => conditions).filter((one) => one.key.toLowerCase() === key);
}

export interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** `system:serviceaccount:NAMESPACE:NAME`, wildcards and all; `undefined` for text of another shape. */
export function parseSubject(text: string): Subject | undefined {
  const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text) ?? [];
  return namespace === undefined || serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
