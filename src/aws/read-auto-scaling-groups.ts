// Reads Auto Scaling groups that carry a cluster's tag: the role their template gives to nodes that may not be there yet.
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { createRefusals } from "../access/refusals.ts";
import type { NodeSource } from "../nodes/node-source.ts";
import { inParallel } from "./in-parallel.ts";
import type { NodeSourceReading } from "./node-source-reading.ts";
import type { Clients } from "./open-clients.ts";
import { readLaunchConfiguration } from "./read-launch-configurations.ts";
import { type LaunchTemplateFacts, type LaunchTemplateReference, readLaunchTemplate } from "./read-launch-templates.ts";

const callsAtOnce = 6;

/** Managed node groups have such a group each, and tell their role themselves. */
export async function readAutoScalingGroups(clients: Clients, cluster: string): Promise<NodeSourceReading> {
  const refusals = createRefusals();
  const groups = (await listGroups(clients, cluster).catch(refusals.note)) ?? [];
  const own = groups.filter((group) => tagOf(group, "eks:nodegroup-name") === undefined);
  const found = await inParallel(own, callsAtOnce, (group) => toSource(clients, group).catch(refusals.note));
  return { found: found.filter((source) => source !== undefined), unread: refusals.unread };
}

/** Of EKS, kOps and the cluster autoscaler. */
function listGroups(clients: Clients, cluster: string): Promise<AutoScalingGroup[]> {
  const tags = [
    `kubernetes.io/cluster/${cluster}`,
    `k8s.io/cluster/${cluster}`,
    `k8s.io/cluster-autoscaler/${cluster}`,
  ];
  return clients.run({ action: "autoscaling:DescribeAutoScalingGroups", resource: "*" }, async () => {
    const groups: AutoScalingGroup[] = [];
    const wish = { Filters: [{ Name: "tag-key", Values: tags }] };
    for await (const page of (await clients.autoScaling()).paginateDescribeAutoScalingGroups(wish)) {
      groups.push(...(page.AutoScalingGroups ?? []));
    }
    return groups;
  });
}

async function toSource(clients: Clients, group: AutoScalingGroup): Promise<NodeSource | undefined> {
  const template = await readTemplate(clients, group);
  if (template?.pointer === undefined) return undefined;
  const isControlPlane = controlPlaneTags.some((tag) => tagOf(group, tag) !== undefined);
  return {
    name: `Auto Scaling group ${group.AutoScalingGroupName ?? ""}`,
    nodeKind: isControlPlane ? "control-plane" : "self-managed",
    windows: false,
    pointer: template.pointer,
    metadata: template.metadata,
  };
}

/** Groups from before launch templates have a launch configuration: https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html */
async function readTemplate(clients: Clients, group: AutoScalingGroup): Promise<LaunchTemplateFacts | undefined> {
  const reference = templateOf(group);
  if (reference !== undefined) return readLaunchTemplate(clients, reference);
  const { LaunchConfigurationName: name } = group;
  return name === undefined ? undefined : readLaunchConfiguration(clients, name);
}

function templateOf(group: AutoScalingGroup): LaunchTemplateReference | undefined {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const { LaunchTemplateId: id, Version: version } = group.LaunchTemplate ?? mixed ?? {};
  return id === undefined ? undefined : { id, version };
}

/** Of kOps: https://kops.sigs.k8s.io/labels/ */
const controlPlaneTags = ["k8s.io/role/control-plane", "k8s.io/role/master"];

function tagOf({ Tags = [] }: AutoScalingGroup, key: string): string | undefined {
  return Tags.find((tag) => tag.Key === key)?.Value;
}
