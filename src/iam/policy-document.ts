// Policy documents, trust policies among them: text to statements and back, with nothing lost on the way.
import { interpretDocument } from "./interpret-policy.ts";
import { parseJson, printPosition, type JsonObject } from "./parse-json.ts";
import { printJson, type JsonStyle } from "./print-json.ts";

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

/**
 * Reads a policy as IAM hands it out (URL-encoded) or as people write it. The problem of a malformed one names the
 * element and what is wrong with it. Checks shape and character set, not whether actions, ARNs or operators exist.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const decoded = decodePolicy(text);
  if (decoded === undefined) return { kind: "malformed", problem: "the URL encoding is broken" };
  const stray = decoded.search(/[^\t\n\r\u0020-\u00FF]/);
  if (stray >= 0) {
    return { kind: "malformed", problem: `a character that IAM does not accept (${printPosition(decoded, stray)})` };
  }
  const parsed = parseJson(decoded);
  return parsed.kind === "malformed" ? parsed : interpretDocument(parsed.value);
}

/** The text without the URL encoding that IAM's API puts on documents; `undefined` when that encoding is broken. */
export function decodePolicy(text: string): string | undefined {
  if (!/^\s*%/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A document from a literal in the program; throws a TypeError when it is not a policy. */
export function makePolicy(value: object): PolicyDocument {
  const parsed = parsePolicy(JSON.stringify(value));
  if (parsed.kind === "malformed") throw new TypeError(`Not a policy document: ${parsed.problem}`);
  return parsed.document;
}

/** Reading the printed text gives the same document again, key order included. */
export function printPolicy(document: PolicyDocument, style?: JsonStyle): string {
  return printJson(document.json, style);
}

export function statementsOf(document: PolicyDocument): readonly Statement[] {
  return document.statements;
}
