// Everything a judgement may use, collected once: a rule or a link that needs more must ask for it here.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { NodeRole } from "../nodes/gather-node-roles.ts";
import type { MetadataOptions, NodeKind } from "../nodes/node-source.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { ProxyRecord } from "../pods/proxy-record.ts";
import type { Taint } from "../pods/scheduling.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { ServiceAccountRecord } from "../pods/service-account-record.ts";
import type { EksFacts, RoleMapping, StoredKey } from "./account-facts.ts";
import type { RbacRecord } from "./rbac-record.ts";
import type { ReadSource } from "./read-sources.ts";
import type { RoleFacts, RoleLookup } from "./role-facts.ts";

export type { Unread } from "../errors.ts";
export type { NodeRole } from "../nodes/gather-node-roles.ts";

export interface Snapshot {
  readonly cluster: ClusterFacts;
  readonly settings: RoleSettings;
  /** What roles meant for pods begin with: a path (`/pods/`) or a name prefix (`pod-`). */
  readonly prefix: string;
  readonly nodes: readonly NodeRecord[];
  /** Those whose nodes' pods can be served; the roles of Fargate, Windows and their like are no node roles here. */
  readonly nodeRoles: readonly NodeRole[];
  readonly namespaces: readonly NamespaceRecord[];
  readonly workloads: readonly WorkloadRecord[];
  readonly pods: readonly PodRecord[];
  /** Every role that an annotation names and every node role. */
  readonly roles: ReadonlyMap<RoleArn, RoleLookup>;
  /** All that could not be read. */
  readonly coverage: readonly Unread[];
  /** The part of it that could have told more nodes or node roles. */
  readonly nodesUnread: readonly Unread[];
  /** All that was read; absent in snapshots that were saved before it was counted. */
  readonly sources?: readonly ReadSource[] | undefined;
  /** When it was taken, in seconds since 1970. */
  readonly takenAt: number;
  // Each of these is absent where it was not read: then nothing may be concluded from what is not in it.
  readonly serviceAccounts?: readonly ServiceAccountRecord[] | undefined;
  /** The metadata proxies among the DaemonSets. */
  readonly proxies?: readonly ProxyRecord[] | undefined;
  /** Names of the DaemonSets that carry a pod network: they tell how a pod's interface is called. */
  readonly networks?: readonly string[] | undefined;
  readonly rbac?: RbacRecord | undefined;
  readonly roleMappings?: readonly RoleMapping[] | undefined;
  readonly storedKeys?: readonly StoredKey[] | undefined;
  /** Every role of the account. */
  readonly accountRoles?: readonly RoleFacts[] | undefined;
  readonly eks?: EksFacts | undefined;
  /** Issuers of the account's OIDC providers, without the scheme. */
  readonly oidcIssuers?: readonly string[] | undefined;
}

/** The kinds of facts that a snapshot may hold, as coverage and the rules name them. */
export type Fact =
  | "workloads"
  | "pods"
  | "namespaces"
  | "nodes"
  | "service-accounts"
  | "daemon-sets"
  | "rbac"
  | "aws-auth"
  | "stored-keys"
  | "roles"
  | "node-roles"
  | "account-roles"
  | "instances"
  | "eks"
  | "oidc-providers";

/** Stands for the account where nothing told it: no role of it is ever called foreign. */
export const unknownAccount = "000000000000";

export interface ClusterFacts {
  /** The EKS name, or the kubeconfig context where there is no EKS. */
  readonly name: string;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

export interface NodeRecord {
  readonly name: string;
  /** `i-…`, from `spec.providerID`; absent for nodes that are not EC2 instances. */
  readonly instanceId: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly kind: NodeKind;
  readonly windows: boolean;
  /** Absent when no source told it. */
  readonly role: RoleArn | undefined;
  /** Of its instance; absent where EC2 did not tell. */
  readonly metadata: MetadataOptions | undefined;
}
