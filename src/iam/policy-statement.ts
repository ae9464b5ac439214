// A policy document as it is judged: its statements, with the text that each was written as.
import type { JsonObject } from "./parse-json.ts";

export interface PolicyDocument {
  /** What IAM goes by: a document without a Version is read as the old one, in which variables do not expand. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly statements: readonly Statement[];
  /** The document as written: unknown members, order and scalar or list included. */
  readonly json: JsonObject;
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** Absent in identity policies. */
  readonly principals: Principals | undefined;
  readonly actions: Patterns;
  /** Absent in trust policies. */
  readonly resources: Patterns | undefined;
  readonly conditions: readonly Condition[];
  /** The statement as written. */
  readonly json: JsonObject;
}

/** `negated` for NotAction and NotResource. */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** `negated` for NotPrincipal. */
export interface Principals {
  readonly negated: boolean;
  readonly entries: readonly PrincipalEntry[];
}

export interface PrincipalEntry {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`; the bare `"Principal": "*"` is of the kind `*`. */
  readonly type: string;
  readonly value: string;
}

/** One operator on one context key; all conditions of a statement must hold. */
export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written; keys are compared without regard to case. */
  readonly key: string;
  /** Numbers and booleans as the strings IAM keeps them as. */
  readonly values: readonly string[];
}

export type ParsedPolicy =
  | { readonly kind: "parsed"; readonly document: PolicyDocument }
  | { readonly kind: "malformed"; readonly problem: string };
