// Compares a document IAM holds with one iamctl remembers.
import { equalPolicies } from "../iam/diff-policy.ts";
import { parsePolicy } from "../iam/policy-document.ts";

/**
 * In meaning, because IAM writes a trust policy down in its own order and white space;
 * a text that is no policy document is compared as text.
 */
export function sameDocument(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [parsePolicy(one), parsePolicy(other)];
  return first.kind === "parsed" && second.kind === "parsed" && equalPolicies(first.document, second.document);
}
