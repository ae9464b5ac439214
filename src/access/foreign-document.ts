// Finds a document that no account can hold: what a file says AWS told was then written by hand, or for something else.
import { type DocumentUse, faultWords, findUseFaults, type UseFault } from "../iam/document-use.ts";
import { parsePolicy, type PolicyDocument } from "../iam/policy-document.ts";
import type { RoleFacts } from "./role-facts.ts";

/** The first, as a sentence that names role and policy. For files that people hand in; what AWS itself says is judged as it is. */
export function findForeignDocument(roles: Iterable<RoleFacts>): string | undefined {
  for (const { arn, trust, policies, boundary } of roles) {
    const parsed = parsePolicy(trust);
    const documents = [
      ...(parsed.kind === "parsed"
        ? [{ name: "the trust policy", document: parsed.document, use: "trust" as const }]
        : []),
      ...[...policies, ...(boundary === undefined ? [] : [boundary])].map((one) => ({
        ...one,
        use: "identity" as const,
      })),
    ];
    for (const { name, document, use } of documents) {
      const fault = foreignFault(document, use);
      if (fault !== undefined) return `in ${name} (${arn}) ${faultWords[fault]}`;
    }
  }
  return undefined;
}

/** Of the faults those that AWS has refused since roles are there; it may hold older documents with others. */
const always: ReadonlySet<UseFault> = new Set(["has-principal", "lacks-principal"]);

function foreignFault(document: PolicyDocument, use: DocumentUse): UseFault | undefined {
  return findUseFaults(document, use).find((fault) => always.has(fault));
}
