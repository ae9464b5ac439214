// The seven links between a pod and its role, and what can be said of each.
import type { Unread } from "../errors.ts";

export const linkNames = ["pod", "string", "role", "trust", "identity", "condition", "duration"] as const;
export type LinkName = (typeof linkNames)[number];

/** Why a link is broken, as a code that audit rules select on. */
export type BrokenReason =
  | "no-annotation"
  | "annotation-misplaced"
  /** Of a role that was asked about; no finding. */
  | "another-role"
  | "host-network"
  | "namespace-forbids"
  | "malformed-role"
  | "malformed-external-id"
  | "role-absent"
  | "role-arn-differs"
  | "trust-malformed"
  | "trust-lacks-node-role"
  | "trust-lacks-some-node-roles"
  | "trust-denies"
  | "trust-lacks-tagging"
  | "node-role-may-not-assume"
  | "node-role-denied"
  | "node-role-may-not-tag"
  | "condition-fails"
  | "external-id-differs"
  | "session-too-long"
  | "trust-lacks-service-account"
  | "provider-missing"
  | "no-node-role";

/** What mends a broken link: a sentence, and the command to type where there is one. */
export interface Fix {
  readonly text: string;
  readonly command?: string;
}

export type LinkVerdict =
  | { readonly kind: "holds"; readonly evidence: string }
  | { readonly kind: "broken"; readonly reason: BrokenReason; readonly explanation: string; readonly fix: Fix }
  /** Holds when something that cannot be known from here is as the policy wants it. */
  | { readonly kind: "conditional"; readonly missing: readonly string[]; readonly explanation: string }
  /** Something this link rests on could not be read; `subject` is what the call was about. */
  | ({ readonly kind: "unknown" } & Unread);

export interface Link {
  readonly name: LinkName;
  readonly verdict: LinkVerdict;
}

/** A link, whatever its chain calls it, that does not hold. */
export type Obstacle<Any extends { readonly verdict: LinkVerdict } = Link> = Any & {
  readonly verdict: Exclude<LinkVerdict, { readonly kind: "holds" }>;
};

export function isObstacle<Any extends { readonly verdict: LinkVerdict }>(link: Any): link is Obstacle<Any> {
  return link.verdict.kind !== "holds";
}
