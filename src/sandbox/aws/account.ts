// What the simulated AWS account holds; documents are kept as the exact text they were given as.
import type { RoleArn } from "../../iam/arn.ts";
import type {
  AutoScalingGroupScenario,
  ClusterScenario,
  InstanceScenario,
  LaunchConfigurationScenario,
  LaunchTemplateScenario,
} from "../scenario.ts";

export interface Account {
  readonly id: string;
  readonly partition: string;
  readonly region: string;
  /** By name in lower case: IAM's names are unique without regard to case. */
  readonly users: Map<string, UserRecord>;
  readonly roles: Map<string, RoleRecord>;
  readonly instanceProfiles: Map<string, InstanceProfileRecord>;
  /** By ARN, AWS managed ones included. */
  readonly policies: Map<string, PolicyRecord>;
  readonly clusters: readonly ClusterScenario[];
  readonly instances: readonly InstanceScenario[];
  readonly launchTemplates: readonly LaunchTemplateScenario[];
  readonly launchConfigurations: readonly LaunchConfigurationScenario[];
  readonly autoScalingGroups: readonly AutoScalingGroupScenario[];
  /** Text by bucket and key. */
  readonly buckets: Map<string, Map<string, StoredObject>>;
  /** A fresh unique id: `AROA…`, `ANPA…`. */
  makeId(prefix: string): string;
}

/** What users, roles, policies and instance profiles have in common. */
export interface Entity {
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: string;
}

export interface PolicyHolder extends Entity {
  readonly inline: Map<string, string>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
}

export interface UserRecord extends PolicyHolder {
  readonly accessKeyIds: readonly string[];
}

export interface RoleRecord extends PolicyHolder {
  readonly arn: RoleArn;
  trust: string;
  description: string | undefined;
  boundary: string | undefined;
  readonly tags: Map<string, string>;
  maxSessionSeconds: number;
}

export interface PolicyRecord extends Entity {
  readonly managedBy: "aws" | "customer";
  readonly description: string | undefined;
  readonly tags: Map<string, string>;
  /** By id (`v1`). */
  readonly versions: Map<string, PolicyVersionRecord>;
  defaultVersion: string;
  /** The number that the next version gets; numbers are never used again. */
  nextVersion: number;
  updatedAt: string;
}

export interface PolicyVersionRecord {
  readonly document: string;
  readonly createdAt: string;
}

export interface InstanceProfileRecord extends Entity {
  readonly role: string;
}

export interface StoredObject {
  readonly body: Uint8Array;
  readonly modifiedAt: string;
}

/** The ARN of something in this account's IAM: `role/pods/api`. */
export function iamArn(account: Pick<Account, "id" | "partition">, resource: string): string {
  return `arn:${account.partition}:iam::${account.id}:${resource}`;
}

/** The document of a policy's default version. */
export function defaultDocument(policy: PolicyRecord): string {
  const version = policy.versions.get(policy.defaultVersion);
  if (version === undefined) throw new Error(`${policy.arn} has no version ${policy.defaultVersion}`);
  return version.document;
}
