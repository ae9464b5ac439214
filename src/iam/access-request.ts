// What is asked of AWS, and every policy that bears on it.
import type { Caller } from "./match-principal.ts";
import type { PolicyDocument } from "./policy-document.ts";
import type { RequestContext } from "./request-context.ts";

/** A policy with the name it is reported under: "inline policy reads", "AmazonEKSWorkerNodePolicy", "trust policy". */
export interface PolicySource {
  readonly name: string;
  readonly document: PolicyDocument;
}

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly caller: Caller;
  readonly context: RequestContext;
}

export interface ApplicablePolicies {
  readonly identity: readonly PolicySource[];
  readonly boundary?: PolicySource | undefined;
  readonly session?: readonly PolicySource[] | undefined;
  /** The policy on the resource; for AssumeRole, the role's trust policy. */
  readonly resource?: PolicySource | undefined;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
}
