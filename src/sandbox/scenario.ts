// A scenario: the AWS account and the cluster that a sandbox begins with, in AWS's and Kubernetes's own terms.

export interface Scenario {
  /** The cluster's name. */
  readonly name: string;
  readonly description: string;
  readonly aws: AwsScenario;
  readonly kubernetes: { readonly objects: readonly KubernetesObject[] };
}

export interface AwsScenario {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  /** The user whose first access key the sandbox hands out. */
  readonly operator: string;
  readonly users: readonly UserScenario[];
  readonly roles: readonly RoleScenario[];
  /** Customer managed policies; AWS's own are built in. */
  readonly policies: readonly PolicyScenario[];
  readonly instanceProfiles: readonly InstanceProfileScenario[];
  readonly clusters: readonly ClusterScenario[];
  readonly instances: readonly InstanceScenario[];
  readonly launchTemplates?: readonly LaunchTemplateScenario[];
  readonly launchConfigurations?: readonly LaunchConfigurationScenario[];
  readonly autoScalingGroups?: readonly AutoScalingGroupScenario[];
  readonly buckets: readonly BucketScenario[];
}

/** A policy as an object, or as text that is kept byte for byte. */
export type DocumentScenario = string | Readonly<Record<string, unknown>>;

export interface UserScenario {
  readonly name: string;
  readonly path?: string;
  /** Inline policies by name. */
  readonly policies?: Readonly<Record<string, DocumentScenario>>;
  readonly attached?: readonly string[];
  readonly accessKeys?: readonly { readonly id: string; readonly secret: string }[];
}

export interface RoleScenario {
  readonly name: string;
  /** `/` when absent. */
  readonly path?: string;
  /** `AROA…`; made up when absent. */
  readonly id?: string;
  readonly description?: string;
  readonly trust: DocumentScenario;
  readonly policies?: Readonly<Record<string, DocumentScenario>>;
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  /** ARN of the managed policy that is the permissions boundary. */
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Seconds; 3600 when absent. */
  readonly maxSessionDuration?: number;
}

export interface PolicyScenario {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  readonly document: DocumentScenario;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface InstanceProfileScenario {
  readonly name: string;
  readonly path?: string;
  /** The name of its role. */
  readonly role: string;
}

export interface ClusterScenario {
  readonly name: string;
  readonly version: string;
  /** The simulated API server's own when absent; another for a cluster that only shares the account. */
  readonly endpoint?: string;
  readonly nodegroups?: readonly NodegroupScenario[];
  readonly fargateProfiles?: readonly { readonly name: string; readonly podExecutionRole: string }[];
  /** EKS Auto Mode; off when absent. */
  readonly autoMode?: { readonly nodeRole: string };
  /** `API_AND_CONFIG_MAP` when absent. */
  readonly authenticationMode?: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  readonly accessEntries?: readonly AccessEntryScenario[];
  readonly podIdentityAssociations?: readonly {
    readonly namespace: string;
    readonly serviceAccount: string;
    /** ARN. */
    readonly role: string;
  }[];
  /** The last part of its OIDC issuer. */
  readonly oidcId?: string;
  /** Whether the account holds an OIDC provider for its tokens. */
  readonly oidcProvider?: "present" | "absent";
  readonly addons?: readonly AddonScenario[];
}

export interface NodegroupScenario {
  readonly name: string;
  /** ARN, path included. */
  readonly nodeRole: string;
  readonly amiType?: string;
  /** The id of a launch template of the account. */
  readonly launchTemplate?: string;
  /** Nodes wanted; 1 when absent. */
  readonly size?: number;
}

export interface AccessEntryScenario {
  readonly principalArn: string;
  /** `EC2_LINUX`, `STANDARD`, … */
  readonly type: string;
  readonly groups?: readonly string[];
  /** ARNs of access policies. */
  readonly policies?: readonly string[];
}

export interface AddonScenario {
  readonly name: string;
  readonly version: string;
  /** ARN. */
  readonly role?: string;
}

export interface InstanceScenario {
  readonly id: string;
  /** The name of its instance profile. */
  readonly profile?: string;
  readonly privateIp: string;
  readonly metadata?: MetadataScenario;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface MetadataScenario {
  readonly httpTokens?: "optional" | "required";
  readonly hopLimit?: number;
  readonly httpEndpoint?: "enabled" | "disabled";
  readonly ipv6?: "enabled" | "disabled";
}

export interface LaunchTemplateScenario {
  /** `lt-…`. */
  readonly id: string;
  readonly name: string;
  /** The name of an instance profile. */
  readonly profile?: string;
  readonly metadata?: MetadataScenario;
}

/** What groups had before there were launch templates. */
export interface LaunchConfigurationScenario {
  readonly name: string;
  /** The name of an instance profile. */
  readonly profile?: string;
  readonly metadata?: MetadataScenario;
}

export interface AutoScalingGroupScenario {
  readonly name: string;
  /** The id of a launch template of the account. */
  readonly launchTemplate?: string;
  /** The template stands in a policy of mixed instances. */
  readonly mixed?: boolean;
  /** The name of a launch configuration, in place of a template. */
  readonly launchConfiguration?: string;
  readonly size: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface BucketScenario {
  readonly name: string;
  /** Text by key. */
  readonly objects?: Readonly<Record<string, string>>;
}

/** As the API server would be sent it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}
