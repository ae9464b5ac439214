// Decides a request against every policy that applies to it, the way AWS does: explicit Deny wins, three-valued.
import type { PolicyDocument } from "./policy-document.ts";

/** A policy with the name it is reported under: "inline policy reads", "AmazonEKSWorkerNodePolicy", "trust policy". */
export interface PolicySource {
  readonly name: string;
  readonly document: PolicyDocument;
}
