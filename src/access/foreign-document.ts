// Finds a document that no account can hold: what a file says AWS told was then written by hand, or for something else.
import { findUseFault, type DocumentUse, type UseFault, whyUnfit } from "../iam/document-use.ts";
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
    const found = documents.find(({ document, use }) => isForeign(document, use));
    if (found !== undefined) return `in ${found.name} (${arn}) ${whyUnfit(found.document, found.use) ?? ""}`;
  }
  return undefined;
}

/** Of the faults those that AWS has refused since roles are there; it may hold older documents with others. */
const always: ReadonlySet<UseFault | undefined> = new Set(["has-principal", "lacks-principal"]);

function isForeign(document: PolicyDocument, use: DocumentUse): boolean {
  return always.has(findUseFault(document, use));
}
