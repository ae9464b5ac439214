// What an uninstallation rests on: everything of iamctl's that account and cluster show, with no record kept anywhere else.
import type { ClusterFacts } from "../access/snapshot.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import type { PolicyText } from "./step.ts";

export interface UninstallFacts {
  readonly cluster: ClusterFacts;
  /** All managed policies under iamctl's path. */
  readonly policies: readonly OwnPolicy[];
  /** Every role of the account. */
  readonly roles: readonly { readonly arn: RoleArn; readonly trust: string }[];
  /** Node roles that hold the policy inside themselves. */
  readonly inlined: readonly { readonly role: RoleArn; readonly name: string; readonly text: string }[];
  /** Every workload whose pod template carries annotations about roles. */
  readonly workloads: readonly AnnotatedWorkload[];
  /** Workloads that run iamctl's proxy. */
  readonly proxies: readonly ProxyWorkload[];
}

export interface OwnPolicy {
  readonly text: PolicyText;
  readonly attachedRoles: readonly RoleArn[];
  /** Roles whose permissions boundary it is. */
  readonly boundedRoles: readonly RoleArn[];
  /** Users and groups it was given by hand, in words. */
  readonly otherHolders: readonly string[];
}

export interface AnnotatedWorkload {
  readonly workload: WorkloadReference;
  readonly annotations: readonly OwnedAnnotation[];
}

export interface OwnedAnnotation {
  readonly key: string;
  readonly value: string;
  /** The field managers that hold it; none where the API server does not say. */
  readonly managers: readonly string[];
}

export interface ProxyWorkload {
  readonly workload: WorkloadReference;
  /** The Helm release it belongs to, when it does. */
  readonly release: string | undefined;
}
