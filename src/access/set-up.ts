// What `iamctl status` tells: how far the set-up is, every grant by node role, and what differs from the plan.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import type { Serving } from "./judge-serving.ts";
import type { ClusterFacts } from "./snapshot.ts";

export interface SetUp {
  readonly cluster: ClusterFacts;
  readonly prefix: string;
  readonly policy: PolicyStatus;
  readonly nodeRoles: readonly NodeRoleStatus[];
  readonly grants: readonly GrantStatus[];
  readonly proxies: readonly ProxyStatus[];
  /** Names of nodes that no proxy is meant for, though their pods could be served. */
  readonly uncovered: readonly string[];
  readonly drift: readonly Drift[];
  readonly unread: readonly Unread[];
}

export interface PolicyStatus {
  readonly arn: string;
  /** Whether there is a managed policy of that ARN. */
  readonly managed: Answer;
  /** Of that policy and of those written into node roles together. */
  readonly state: "as planned" | "differs" | "absent" | "unknown";
  /** Node roles that hold it inside themselves (`init --inline`, or no free slot). */
  readonly inlineIn: readonly RoleArn[];
}

export type Answer = "yes" | "no" | "unknown";

export interface NodeRoleStatus {
  readonly arn: RoleArn;
  readonly nodeCount: number;
  /** Whether its own policies let it assume roles under the prefix. */
  readonly assumesPrefix: Answer;
  /** Whether something denies it roles outside the prefix that trust it. */
  readonly fenced: Answer;
}

export interface GrantStatus {
  readonly workload: WorkloadReference;
  /** As the annotation says it. */
  readonly reference: string;
  readonly role: RoleArn | undefined;
  /** The whole chain; `conditional` where something cannot be known from here. */
  readonly verdict: "holds" | "broken" | "conditional" | "unknown";
  /** Why not, in words. */
  readonly obstacle: string | undefined;
  /** Whether a proxy answers its pods: without one they do not hold what they might. */
  readonly serving: Serving;
  /** One entry for each node role: whether it may assume the role, whatever node the pods run on. */
  readonly admits: readonly { readonly nodeRole: RoleArn; readonly answer: Answer | "conditional" }[];
}

export interface ProxyStatus {
  readonly namespace: string;
  readonly name: string;
  readonly program: string;
  /** `iamctl-0.1.0`, where it came with a chart. */
  readonly chart: string | undefined;
  readonly release: string | undefined;
  readonly desired: number;
  readonly ready: number;
}

/** `command`: what brings it back to the plan. */
export interface Drift {
  readonly what: string;
  readonly command: string | undefined;
}
