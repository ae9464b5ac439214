// What EKS and IAM know of a cluster besides its roles: who may enter it, and which service accounts it gives roles.
import type { RoleArn } from "../iam/arn.ts";

export interface EksFacts {
  /** The cluster's OIDC issuer, without the scheme; absent where it has none. */
  readonly issuer: string | undefined;
  readonly accessEntries: readonly AccessEntry[];
  /** EKS Pod Identity. */
  readonly associations: readonly PodIdentityAssociation[];
}

export interface AccessEntry {
  readonly principal: string;
  /** `STANDARD`, `EC2_LINUX`, … */
  readonly type: string;
  readonly groups: readonly string[];
  /** ARNs of access policies. */
  readonly policies: readonly string[];
}

export interface PodIdentityAssociation {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly role: RoleArn;
}

/** An entry of mapRoles in the aws-auth ConfigMap. */
export interface RoleMapping {
  /** As written: it must not carry the role's path. */
  readonly roleArn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** An AWS key id in a ConfigMap or Secret. */
export interface StoredKey {
  readonly kind: "ConfigMap" | "Secret";
  readonly namespace: string;
  readonly name: string;
  readonly where: string;
  readonly id: string;
  readonly longLived: boolean;
}
