// What a document must and must not have for what it is used as: AWS refuses to hold anything else.
import type { PolicyDocument, Statement } from "./policy-document.ts";

/** `identity`: what somebody may do; boundaries and session policies are of that form. `trust`: who may assume a role. */
export type DocumentUse = "identity" | "trust";

export type UseFault = "has-principal" | "lacks-resource" | "has-resource" | "lacks-principal";

/**
 * For documents that are about to be written, and for files that people hand in. What AWS holds is judged as it is.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function findUseFault(document: PolicyDocument, use: DocumentUse): UseFault | undefined {
  return findUseFaults(document, use)[0];
}

/** Of all statements, in their order. */
export function findUseFaults({ statements }: PolicyDocument, use: DocumentUse): readonly UseFault[] {
  return statements.flatMap(use === "trust" ? faultsInTrust : faultsInIdentity);
}

/** The same in a sentence's second half; `undefined` where nothing is wrong. */
export function whyUnfit(document: PolicyDocument, use: DocumentUse): string | undefined {
  const fault = findUseFault(document, use);
  return fault === undefined ? undefined : faultWords[fault];
}

export const faultWords: Readonly<Record<UseFault, string>> = {
  "has-principal": "a statement names a Principal, which belongs into trust policies and policies of resources",
  "lacks-resource": "a statement has neither Resource nor NotResource",
  "has-resource": "a statement has a Resource, which a trust policy must not: it is about its own role",
  "lacks-principal": "a statement names no Principal, so it is no trust policy",
};

function faultsInIdentity({ principals, resources }: Statement): UseFault[] {
  return [
    ...(principals === undefined ? [] : ["has-principal" as const]),
    ...(resources === undefined ? ["lacks-resource" as const] : []),
  ];
}

function faultsInTrust({ principals, resources }: Statement): UseFault[] {
  const isNobody = principals === undefined || principals.entries.length === 0;
  return [
    ...(resources === undefined ? [] : ["has-resource" as const]),
    ...(isNobody ? ["lacks-principal" as const] : []),
  ];
}
