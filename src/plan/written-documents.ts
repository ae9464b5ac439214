// The policy documents that a step would write, with what each is used as.
import { type DocumentUse, whyUnfit } from "../iam/document-use.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import type { Step } from "./step.ts";

export interface WrittenDocument {
  /** The member of the step that holds it. */
  readonly member: string;
  readonly use: DocumentUse;
  readonly text: string;
}

export function writtenDocuments(step: Step): readonly WrittenDocument[] {
  switch (step.kind) {
    case "create-policy":
      return [{ member: "policy.document", use: "identity", text: step.policy.document }];
    case "replace-policy":
      return [{ member: "after", use: "identity", text: step.after }];
    case "write-inline-policy":
      return step.after === undefined ? [] : [{ member: "after", use: "identity", text: step.after }];
    case "create-role":
      return [{ member: "newRole.trust", use: "trust", text: step.newRole.trust }];
    case "replace-trust":
      return [{ member: "after", use: "trust", text: step.after }];
    default:
      return [];
  }
}

/** The first that AWS would refuse for its use. One that cannot be read is left to AWS, which may know more than we do. */
export function findUnfit(step: Step): { readonly member: string; readonly problem: string } | undefined {
  for (const { member, use, text } of writtenDocuments(step)) {
    const parsed = parsePolicy(text);
    const problem = parsed.kind === "parsed" ? whyUnfit(parsed.document, use) : undefined;
    if (problem !== undefined) return { member, problem };
  }
  return undefined;
}
