// What is asked of node roles that are to assume a role, and how each of them fares.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Evaluation } from "../iam/evaluate.ts";
import type { Identity } from "../pods/identity.ts";
import type { LinkVerdict } from "./link.ts";
import type { RoleFacts } from "./role-facts.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

export interface AssumptionQuestion {
  readonly facts: RoleFacts;
  readonly identity: Identity;
  readonly subject: Subject;
  readonly snapshot: Snapshot;
}

export interface AssumptionJudgement {
  readonly trust: LinkVerdict;
  readonly identity: LinkVerdict;
  readonly condition: LinkVerdict;
}

/** Why a call is not allowed, or not known to be. */
export type Refusal = Exclude<Evaluation, { readonly kind: "allow" }>;

/** How one node role fares with the role; `link` is where it fails. */
export type NodeRoleOutcome = { readonly nodeRole: RoleArn } & (
  | { readonly kind: "admitted" }
  | {
      readonly kind: "fails";
      readonly link: "trust" | "identity" | "condition";
      readonly evaluation: Refusal;
      /** Another external id would do. */
      readonly externalIdDiffers?: boolean;
      /** It may assume the role, but not with the tags that the proxy gives every session. */
      readonly tagging?: boolean;
    }
  | ({ readonly kind: "unreadable" } & Omit<Unread, "subject">)
);
