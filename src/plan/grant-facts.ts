// What a grant is planned from: the role, the node roles and the workload as they are, and what the person wishes.
import type { RoleFacts } from "../access/role-facts.ts";
import type { ClusterFacts } from "../access/snapshot.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import type { ProxyRecord } from "../pods/proxy-record.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { PolicyText, WriteFile } from "./step.ts";
import type { TrustFormWishes } from "./trust-form.ts";

export interface GrantFacts {
  readonly cluster: ClusterFacts;
  readonly base: RoleBase;
  readonly prefix: string;
  /** As it will be when made, where it is not there yet: without a trust policy, which the plan gives it. */
  readonly role: RoleFacts;
  /** Whether the role is to be made. */
  readonly isNewRole?: boolean;
  /** What the role is to have of its own; absent where nothing is wished. */
  readonly belongings?: RoleBelongings | undefined;
  readonly nodeRoles: readonly RoleArn[];
  /** Those of them that could be read. */
  readonly nodeRoleFacts: readonly RoleFacts[];
  /** As it is in the cluster, or in the manifest that is to be edited. */
  readonly workload: WorkloadRecord;
  /** Absent where they could not be read. */
  readonly proxies?: readonly ProxyRecord[] | undefined;
  /** Characters without white space; `AssumeRolePolicySizeQuota` of the account. */
  readonly trustSizeQuota: number;
}

export interface RoleBelongings {
  /** ARNs of managed policies to attach, those that are to be made included. */
  readonly policyArns: readonly string[];
  readonly newPolicies: readonly PolicyText[];
  /** Of a new role; that of a role which is there stays as it is. */
  readonly boundary: string | undefined;
  readonly attachedPoliciesQuota: number;
}

export interface GrantWishes extends TrustFormWishes {
  /** The one that the pod template carries, when absent. */
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  /** Let node roles tag the sessions; as the cluster's proxies do, when absent. */
  readonly sessionTags?: boolean | undefined;
  /** Change roles and workloads although another tool keeps them. */
  readonly overrideOwner?: boolean | undefined;
  /** Edits of files that set the annotations, in place of a change in the cluster. */
  readonly edits?: readonly WriteFile[] | undefined;
}
