// What the simulated EKS tells of clusters and of what belongs to one: node groups, Fargate profiles, access entries.
import type { ClusterScenario } from "../scenario.ts";
import type { Account } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";

/** One kind of thing under `/clusters/NAME/`: how its two operations are called, and what they tell. */
export interface EksCollection {
  readonly list: string;
  readonly listMember: string;
  readonly describeOperation: string;
  readonly itemMember: string;
  /** Policies name it by an ARN of this kind. */
  readonly arnKind: string;
  readonly names: (cluster: ClusterScenario) => readonly string[];
  readonly describe: (cluster: ClusterScenario, name: string, arn: string) => object;
  /** What the list holds of each; its name when absent. */
  readonly summarize?: (cluster: ClusterScenario, name: string) => object;
}

/** By the segment of the path. */
export const eksCollections: Readonly<Record<string, EksCollection>> = {
  "node-groups": {
    ...{ list: "ListNodegroups", listMember: "nodegroups", describeOperation: "DescribeNodegroup" },
    ...{ itemMember: "nodegroup", arnKind: "nodegroup" },
    names: ({ nodegroups = [] }) => nodegroups.map(({ name }) => name),
    describe: describeNodegroup,
  },
  "fargate-profiles": {
    ...{ list: "ListFargateProfiles", listMember: "fargateProfileNames", describeOperation: "DescribeFargateProfile" },
    ...{ itemMember: "fargateProfile", arnKind: "fargateprofile" },
    names: ({ fargateProfiles = [] }) => fargateProfiles.map(({ name }) => name),
    describe: describeFargateProfile,
  },
  "access-entries": {
    ...{ list: "ListAccessEntries", listMember: "accessEntries", describeOperation: "DescribeAccessEntry" },
    ...{ itemMember: "accessEntry", arnKind: "access-entry" },
    names: (cluster) => withApi(cluster).map(({ principalArn }) => principalArn),
    describe: describeAccessEntry,
  },
  addons: {
    ...{ list: "ListAddons", listMember: "addons", describeOperation: "DescribeAddon" },
    ...{ itemMember: "addon", arnKind: "addon" },
    names: ({ addons = [] }) => addons.map(({ name }) => name),
    describe: describeAddon,
  },
  "pod-identity-associations": {
    ...{ list: "ListPodIdentityAssociations", listMember: "associations" },
    ...{
      describeOperation: "DescribePodIdentityAssociation",
      itemMember: "association",
      arnKind: "podidentityassociation",
    },
    names: ({ podIdentityAssociations = [] }) => podIdentityAssociations.map((_, index) => associationId(index)),
    describe: describeAssociation,
    summarize: (cluster, name) => ({ ...describeAssociation(cluster, name), roleArn: undefined }),
  },
};

export function findCluster(account: Account, name: string): ClusterScenario {
  const cluster = account.clusters.find((candidate) => candidate.name === name);
  return cluster ?? notFound(`No cluster found for name: ${name}.`);
}

export function describeCluster(state: AwsState, cluster: ClusterScenario, arn: string): object {
  const { name, version, endpoint = state.clusterEndpoint.url, autoMode } = cluster;
  return {
    name,
    arn,
    version,
    status: "ACTIVE",
    endpoint,
    certificateAuthority: { data: state.clusterEndpoint.certificateAuthority },
    createdAt,
    platformVersion: "eks.3",
    accessConfig: { authenticationMode: modeOf(cluster) },
    identity: { oidc: { issuer: `https://${issuerOf(cluster, state.account.region)}` } },
    ...(autoMode !== undefined && {
      computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: autoMode.nodeRole },
    }),
    tags: {},
  };
}

const createdAt = 1_777_883_400;

export function issuerOf({ oidcId = "0123456789ABCDEF0123456789ABCDEF" }: ClusterScenario, region: string): string {
  return `oidc.eks.${region}.amazonaws.com/id/${oidcId}`;
}

function modeOf({ authenticationMode = "API_AND_CONFIG_MAP" }: ClusterScenario): string {
  return authenticationMode;
}

function describeNodegroup(cluster: ClusterScenario, name: string, nodegroupArn: string): object {
  const found = cluster.nodegroups?.find((nodegroup) => nodegroup.name === name);
  if (found === undefined) return notFound(`No node group found for name: ${name}.`);
  const { nodeRole, amiType = "AL2023_x86_64_STANDARD", launchTemplate, size = 1 } = found;
  return {
    nodegroupName: name,
    nodegroupArn,
    clusterName: cluster.name,
    version: cluster.version,
    status: "ACTIVE",
    capacityType: "ON_DEMAND",
    amiType,
    nodeRole,
    scalingConfig: { minSize: Math.min(size, 1), maxSize: 6, desiredSize: size },
    ...(launchTemplate !== undefined && { launchTemplate: { id: launchTemplate, name: launchTemplate, version: "1" } }),
    createdAt,
    tags: {},
  };
}

function describeFargateProfile(cluster: ClusterScenario, name: string, fargateProfileArn: string): object {
  const found = cluster.fargateProfiles?.find((profile) => profile.name === name);
  if (found === undefined) return notFound(`No Fargate Profile found with name: ${name}.`);
  return {
    fargateProfileName: name,
    fargateProfileArn,
    clusterName: cluster.name,
    podExecutionRoleArn: found.podExecutionRole,
    status: "ACTIVE",
    createdAt,
    selectors: [{ namespace: name }],
    tags: {},
  };
}

function withApi(cluster: ClusterScenario): NonNullable<ClusterScenario["accessEntries"]> {
  if (modeOf(cluster) !== "CONFIG_MAP") return cluster.accessEntries ?? [];
  const problem = "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]";
  throw new AwsFault("InvalidRequestException", 400, `${problem} to perform this operation.`);
}

function describeAccessEntry(cluster: ClusterScenario, principalArn: string, accessEntryArn: string): object {
  const found = withApi(cluster).find((entry) => entry.principalArn === principalArn);
  if (found === undefined) {
    return notFound(`The specified principalArn could not be found: ${principalArn}`);
  }
  const { type, groups = [] } = found;
  return {
    clusterName: cluster.name,
    principalArn,
    kubernetesGroups: groups,
    accessEntryArn,
    createdAt,
    modifiedAt: createdAt,
    username: type === "STANDARD" ? principalArn : "system:node:{{EC2PrivateDNSName}}",
    type,
    tags: {},
  };
}

function describeAddon(cluster: ClusterScenario, name: string, addonArn: string): object {
  const found = cluster.addons?.find((addon) => addon.name === name);
  if (found === undefined) return notFound(`No addon: ${name} found in cluster: ${cluster.name}`);
  const { version, role } = found;
  return {
    addonName: name,
    clusterName: cluster.name,
    status: "ACTIVE",
    addonVersion: version,
    addonArn,
    createdAt,
    modifiedAt: createdAt,
    ...(role !== undefined && { serviceAccountRoleArn: role }),
    tags: {},
  };
}

function associationId(index: number): string {
  return `a-${String(index).padStart(17, "0")}`;
}

function describeAssociation(
  cluster: ClusterScenario,
  id: string,
): { readonly associationId: string; readonly roleArn: string; readonly [member: string]: string } {
  const found = cluster.podIdentityAssociations?.find((_, index) => associationId(index) === id);
  if (found === undefined) return notFound(`The specified associationId could not be found: ${id}`);
  const { namespace, serviceAccount, role } = found;
  return { clusterName: cluster.name, associationId: id, namespace, serviceAccount, roleArn: role };
}

export function describeAccessPolicies(cluster: ClusterScenario, principalArn: string): object {
  const found = withApi(cluster).find((entry) => entry.principalArn === principalArn);
  if (found === undefined) return notFound(`The specified principalArn could not be found: ${principalArn}`);
  const policies = (found.policies ?? []).map((policyArn) => ({
    policyArn,
    accessScope: { type: "cluster", namespaces: [] },
  }));
  return { clusterName: cluster.name, principalArn, associatedAccessPolicies: policies, nextToken: null };
}

function notFound(message: string): never {
  throw new AwsFault("ResourceNotFoundException", 404, message);
}
