// Scenarios for discovery: a cluster put together from the kinds of nodes it has, everything else being of no matter.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  AutoScalingGroupScenario,
  ClusterScenario,
  InstanceScenario,
  KubernetesObject,
  LaunchConfigurationScenario,
  LaunchTemplateScenario,
} from "../../src/sandbox/scenario.ts";
import { printYaml } from "../../src/yaml.ts";

export const accountId = "111122223333";

export interface NodeParts {
  /** Of roles that EC2 may assume: `nodes/worker`. Each has an instance profile of its last part's name. */
  readonly roles: readonly string[];
  /** No EKS at all when absent. */
  readonly eks?: Partial<ClusterScenario>;
  readonly nodes?: readonly NodePart[];
  readonly objects?: readonly KubernetesObject[];
  readonly launchTemplates?: readonly LaunchTemplateScenario[];
  readonly launchConfigurations?: readonly LaunchConfigurationScenario[];
  readonly autoScalingGroups?: readonly AutoScalingGroupScenario[];
}

export interface NodePart {
  readonly name: string;
  /** Of an instance profile; no EC2 instance when absent. */
  readonly profile?: string;
  readonly providerId?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly string[];
  readonly metadata?: InstanceScenario["metadata"];
  readonly tags?: Readonly<Record<string, string>>;
}

export function arnOf(pathAndName: string): string {
  return `arn:aws:iam::${accountId}:role/${pathAndName}`;
}

/** The name of the scenario's file. */
export function writeNodeScenario(folder: string, parts: NodeParts): string {
  const file = join(folder, "scenario.yaml");
  writeFileSync(file, printYaml(nodeScenario(parts)));
  return file;
}

function nodeScenario(parts: NodeParts): object {
  const { roles, eks, nodes = [], objects = [], launchTemplates = [], autoScalingGroups = [] } = parts;
  const { launchConfigurations = [] } = parts;
  const everything = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
  const operator = { name: "platform-engineer", policies: { everything }, accessKeys: [accessKey] };
  return {
    ...{ name: "nodes", description: "Nodes of one kind." },
    aws: {
      ...{ account: accountId, region: "eu-west-1", operator: operator.name, users: [operator] },
      roles: roles.map(roleOf),
      instanceProfiles: roles.map((role) => ({ name: lastPart(role), role: lastPart(role) })),
      clusters: eks === undefined ? [] : [{ name: "fleet", version: "1.34", ...eks }],
      instances: nodes.flatMap((node, at) => instanceOf(node, at)),
      ...{ launchTemplates, launchConfigurations, autoScalingGroups },
    },
    kubernetes: { objects: [...nodes.map(nodeObject), ...objects] },
  };
}

const accessKey = { id: "AKIAPLATFORM00000001", secret: "only-good-in-the-sandbox" };

function roleOf(pathAndName: string): object {
  const statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  return {
    name: lastPart(pathAndName),
    path: `/${pathAndName.slice(0, pathAndName.length - lastPart(pathAndName).length)}`,
    trust: { Version: "2012-10-17", Statement: [statement] },
  };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function instanceOf({ profile, metadata, tags }: NodePart, at: number): readonly object[] {
  if (profile === undefined) return [];
  return [
    {
      id: instanceId(at),
      profile,
      privateIp: `127.0.77.${at + 1}`,
      ...(metadata && { metadata }),
      ...(tags && { tags }),
    },
  ];
}

function instanceId(at: number): string {
  return `i-0f1ee7${String(at).padStart(4, "0")}`;
}

function nodeObject({ name, profile, providerId, labels = {}, taints = [] }: NodePart, at: number): object {
  const ofInstance = profile === undefined ? undefined : `aws:///eu-west-1a/${instanceId(at)}`;
  const providerID = providerId ?? ofInstance;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/os": "linux", ...labels } },
    spec: {
      ...(providerID !== undefined && { providerID }),
      ...(taints.length > 0 && { taints: taints.map((key) => ({ key, effect: "NoSchedule" })) }),
    },
  };
}
