// What tells of a node role: a node group, an instance, a node class, an entry of the cluster's own access lists.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";

/** `ec2`: an EC2 worker of which the source does not say who manages it. */
export type NodeKind =
  | "managed"
  | "self-managed"
  | "karpenter"
  | "ec2"
  | "control-plane"
  | "auto"
  | "fargate"
  | "hybrid"
  | "hyperpod"
  | "other";

/** How a source names the role: the API for each differs in whether it knows the role's path. */
export type RolePointer =
  | { readonly kind: "role"; readonly role: RoleArn }
  | { readonly kind: "role-name"; readonly name: string }
  | { readonly kind: "instance-profile"; readonly name: string };

export type ResolvedPointer =
  | { readonly kind: "found"; readonly role: RoleArn }
  /** No such role, no such profile, or a profile without a role. */
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly refusal: Unread };

/** Options of the instance metadata service: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsResponse.html */
export interface MetadataOptions {
  readonly endpoint: "enabled" | "disabled";
  readonly tokens: "required" | "optional";
  /** 1 to 64. */
  readonly hopLimit: number;
  readonly ipv6: "enabled" | "disabled";
  readonly tags: "enabled" | "disabled";
}

export interface NodeSource {
  /** In words: "node group general", "EC2NodeClass default". */
  readonly name: string;
  readonly nodeKind: NodeKind;
  readonly windows: boolean;
  readonly pointer: RolePointer;
  /** Of the launch template or node class, as far as it sets them. */
  readonly metadata?: Partial<MetadataOptions> | undefined;
}

/** An EC2 instance, as far as it matters to a node. */
export interface InstanceFacts {
  /** The last part of its ARN. */
  readonly profile: string | undefined;
  readonly metadata: MetadataOptions | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
