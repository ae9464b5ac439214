// Policy documents, trust policies among them: text to statements and back, with nothing lost on the way.
import { interpretDocument } from "./interpret-policy.ts";
import { parseJson, printPosition } from "./parse-json.ts";
import type { ParsedPolicy, PolicyDocument, Statement } from "./policy-statement.ts";
import { printJson, type JsonStyle } from "./print-json.ts";

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

export type {
  Condition,
  ParsedPolicy,
  Patterns,
  PolicyDocument,
  PrincipalEntry,
  Principals,
  Statement,
} from "./policy-statement.ts";
