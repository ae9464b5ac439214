// What is known of an IAM role: the documents that decide who may become it and what it may do.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { PolicySource } from "../iam/evaluate.ts";

export interface RoleFacts {
  /** As IAM returned it: exact path and letter case. */
  readonly arn: RoleArn;
  /** The unique id (`AROA…`), needed to recognise principals of deleted and recreated roles. */
  readonly id: string;
  /** The trust policy as the exact text IAM returned, decoded. */
  readonly trust: string;
  /** Inline and attached policies, each document parsed. */
  readonly policies: readonly PolicySource[];
  readonly attachedPolicyArns: readonly string[];
  readonly boundary: PolicySource | undefined;
  readonly boundaryArn?: string | undefined;
  /** 3600 … 43200. */
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds since 1970; absent where the source does not tell. */
  readonly created?: number | undefined;
  /** Seconds since 1970; `never` within the 400 days that IAM keeps; absent where the source does not tell. */
  readonly lastUsed?: number | "never" | undefined;
}

/** A role looked up: found, proven absent, or not readable, in which case every judgement on it is `unknown`. */
export type RoleLookup =
  | { readonly kind: "found"; readonly facts: RoleFacts }
  | { readonly kind: "absent" }
  | ({ readonly kind: "unreadable" } & Omit<Unread, "subject">);

/** How a role's inline policy is named among its policies. */
export function inlineName(name: string): string {
  return `inline policy ${name}`;
}
