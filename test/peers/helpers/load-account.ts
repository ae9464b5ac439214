// Loads a scenario's AWS account into moto, through the SDK; what moto cannot hold is listed in docs/decisions.md.
import { EC2 } from "@aws-sdk/client-ec2";
import { EKS } from "@aws-sdk/client-eks";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { loadScaling } from "./load-scaling.ts";
import type { AwsScenario, DocumentScenario, RoleScenario, UserScenario } from "../../../src/sandbox/scenario.ts";

export interface LoadedAccount {
  /** The access key that moto gave the operator: it takes none that it did not make. */
  readonly operator: { readonly id: string; readonly secret: string };
  /** By the scenario's id: moto makes up its own. */
  readonly instanceIds: ReadonlyMap<string, string>;
}

export async function loadAccount(url: string, scenario: AwsScenario): Promise<LoadedAccount> {
  const clients = openClients(url, scenario.region);
  const operators: LoadedAccount["operator"][] = [];
  for (const policy of scenario.policies) {
    const { name: PolicyName, path: Path, document, tags } = policy;
    await clients.iam.createPolicy({ PolicyName, Path, PolicyDocument: textOf(document), Tags: tagsOf(tags) });
  }
  for (const user of scenario.users) {
    const key = await createUser(clients.iam, user);
    if (user.name === scenario.operator) operators.push(key);
  }
  for (const role of scenario.roles) await createRole(clients.iam, role);
  for (const { name, path, role } of scenario.instanceProfiles) {
    await clients.iam.createInstanceProfile({ InstanceProfileName: name, Path: path });
    await clients.iam.addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: role });
  }
  const subnet = await createSubnet(clients.ec2);
  const instanceIds = await runInstances(clients.ec2, scenario, subnet);
  await createClusters(clients.eks, scenario, subnet);
  await loadScaling({ url, region: scenario.region, subnet }, scenario);
  await createBuckets(clients.s3, scenario);
  const [operator] = operators;
  if (operator === undefined) throw new Error(`The scenario has no user ${scenario.operator}.`);
  return { operator, instanceIds };
}

function openClients(endpoint: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: "AKIALOADER", secretAccessKey: "any" } };
  return {
    iam: new IAM(settings),
    ec2: new EC2(settings),
    eks: new EKS(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
  };
}

async function createUser(iam: IAM, { name: UserName, path: Path, policies, attached }: UserScenario) {
  await iam.createUser({ UserName, Path });
  for (const [PolicyName, document] of Object.entries(policies ?? {})) {
    await iam.putUserPolicy({ UserName, PolicyName, PolicyDocument: textOf(document) });
  }
  for (const PolicyArn of attached ?? []) await iam.attachUserPolicy({ UserName, PolicyArn });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return { id: AccessKey?.AccessKeyId ?? "", secret: AccessKey?.SecretAccessKey ?? "" };
}

async function createRole(iam: IAM, role: RoleScenario): Promise<void> {
  const { name: RoleName, path: Path, description: Description, maxSessionDuration: MaxSessionDuration } = role;
  await iam.createRole({
    ...{ RoleName, Path, Description, MaxSessionDuration },
    AssumeRolePolicyDocument: textOf(role.trust),
    PermissionsBoundary: role.boundary,
    Tags: tagsOf(role.tags),
  });
  for (const [PolicyName, document] of Object.entries(role.policies ?? {})) {
    await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: textOf(document) });
  }
  for (const PolicyArn of role.attached ?? []) await iam.attachRolePolicy({ RoleName, PolicyArn });
}

/** Of loopback addresses, so that an instance has the one the scenario gives it. */
async function createSubnet(ec2: EC2): Promise<string> {
  const CidrBlock = "127.0.0.0/16";
  const { Vpc } = await ec2.createVpc({ CidrBlock });
  const { Subnet } = await ec2.createSubnet({ CidrBlock, VpcId: Vpc?.VpcId });
  return Subnet?.SubnetId ?? "";
}

async function runInstances(ec2: EC2, scenario: AwsScenario, SubnetId: string): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { id, profile, privateIp: PrivateIpAddress, metadata, tags } of scenario.instances) {
    const { Instances } = await ec2.runInstances({
      ...{ ImageId: "ami-12345678", MinCount: 1, MaxCount: 1, SubnetId, PrivateIpAddress },
      IamInstanceProfile: profile === undefined ? undefined : { Name: profile },
      MetadataOptions: { HttpTokens: metadata?.httpTokens, HttpPutResponseHopLimit: metadata?.hopLimit },
      ...(tags !== undefined && { TagSpecifications: [{ ResourceType: "instance", Tags: tagsOf(tags) }] }),
    });
    ids.set(id, Instances?.[0]?.InstanceId ?? "");
  }
  return ids;
}

async function createClusters(eks: EKS, { account, clusters }: AwsScenario, subnet: string): Promise<void> {
  for (const { name, version, nodegroups, fargateProfiles } of clusters) {
    const roleArn = `arn:aws:iam::${account}:role/${name}-cluster`;
    await eks.createCluster({ name, version, roleArn, resourcesVpcConfig: { subnetIds: [subnet] } });
    for (const { name: nodegroupName, nodeRole, amiType } of nodegroups ?? []) {
      await eks.createNodegroup({
        ...{ clusterName: name, nodegroupName, nodeRole, subnets: [subnet] },
        ...(amiType !== undefined && { amiType: amiType as "CUSTOM" }),
      });
    }
    for (const { name: fargateProfileName, podExecutionRole: podExecutionRoleArn } of fargateProfiles ?? []) {
      const selectors = [{ namespace: fargateProfileName }];
      await eks.createFargateProfile({ clusterName: name, fargateProfileName, podExecutionRoleArn, selectors });
    }
  }
}

async function createBuckets(s3: S3, { buckets, region }: AwsScenario): Promise<void> {
  for (const { name: Bucket, objects } of buckets) {
    await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } });
    for (const [Key, Body] of Object.entries(objects ?? {})) await s3.putObject({ Bucket, Key, Body });
  }
}

function textOf(document: DocumentScenario): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

function tagsOf(tags: Readonly<Record<string, string>> = {}) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
