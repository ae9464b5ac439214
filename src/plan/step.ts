// The closed list of changes iamctl can make; each step holds what was there before and what will be after.
import type { RoleArn } from "../iam/arn.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";

/** Documents are kept as the exact text AWS returned or will be sent, so that undo restores every byte. */
export type Step =
  | CreatePolicy
  | DeletePolicy
  | ReplacePolicy
  | AttachPolicy
  | DetachPolicy
  | WriteInlinePolicy
  | SetBoundary
  | CreateRole
  | DeleteRole
  | ReplaceTrust
  | AnnotateWorkload
  | WriteFile;

export interface CreatePolicy {
  readonly kind: "create-policy";
  readonly policy: PolicyText;
}

export interface DeletePolicy {
  readonly kind: "delete-policy";
  readonly policy: PolicyText;
}

/** Makes `after` the default version. The version that held `before` is kept unless `dropBefore`. */
export interface ReplacePolicy {
  readonly kind: "replace-policy";
  readonly policyArn: string;
  readonly before: string;
  readonly after: string;
  /** True when undoing: the version iamctl had added is removed again. */
  readonly dropBefore: boolean;
}

export interface AttachPolicy {
  readonly kind: "attach-policy";
  readonly role: RoleArn;
  readonly policyArn: string;
}

export interface DetachPolicy {
  readonly kind: "detach-policy";
  readonly role: RoleArn;
  readonly policyArn: string;
}

/** A policy inside the role; `undefined` means that the role has none of that name. */
export interface WriteInlinePolicy {
  readonly kind: "write-inline-policy";
  readonly role: RoleArn;
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The ARN of the permissions boundary; `undefined` means none. */
export interface SetBoundary {
  readonly kind: "set-boundary";
  readonly role: RoleArn;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface CreateRole {
  readonly kind: "create-role";
  readonly newRole: NewRole;
}

/** Only while it is as it was made: IAM keeps a role that policies are attached to. */
export interface DeleteRole {
  readonly kind: "delete-role";
  readonly newRole: NewRole;
}

export interface ReplaceTrust {
  readonly kind: "replace-trust";
  readonly role: RoleArn;
  readonly before: string;
  readonly after: string;
}

/** Sets (or, with `undefined` after, removes) annotations of the pod template. */
export interface AnnotateWorkload {
  readonly kind: "annotate-workload";
  readonly workload: WorkloadReference;
  readonly changes: readonly AnnotationChange[];
}

export interface AnnotationChange {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The field manager that held `before`, where that is not iamctl: undo gives the value back under its name. */
  readonly beforeBy?: string;
  readonly afterBy?: string;
}

/** `undefined` means that the file is not there. */
export interface WriteFile {
  readonly kind: "write-file";
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface NewRole {
  readonly arn: RoleArn;
  readonly trust: string;
  readonly description: string;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PolicyText {
  readonly arn: string;
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly document: string;
}
