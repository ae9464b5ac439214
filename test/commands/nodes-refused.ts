// What one source of node roles was refused, another may tell; what none tells is a gap.
import test from "ava";
import { awsAuth, entry, listNodes, managed } from "../helpers/list-nodes.ts";
import { arnOf, type NodeParts } from "../helpers/node-scenarios.ts";

const template = "lt-0abc12345";
const group = { nodegroups: [{ name: "general", nodeRole: arnOf("a") }] };
const groupNode = { name: "n", profile: "a", labels: managed("general") };
const entries = { accessEntries: [{ principalArn: arnOf("a"), type: "EC2_LINUX" }] };

const climbs = test.macro(
  async (
    t,
    parts: NodeParts,
    forbidden: readonly string[],
    expected: { readonly complete: boolean; readonly roles: number },
  ) => {
    const listed = await listNodes(parts, forbidden);
    t.is(listed.complete, expected.complete, JSON.stringify(listed.unread));
    t.is(listed.exitCode, expected.complete ? 0 : 4);
    t.is(listed.roles.length, expected.roles);
    const calls = listed.unread.map(({ call }) => call);
    t.deepEqual([...new Set(calls)].toSorted(), forbidden.toSorted());
  },
);

test.serial(
  "instances refused: the group that a node's label names tells the role",
  climbs,
  { roles: ["a"], eks: group, nodes: [groupNode] },
  ["ec2:DescribeInstances"],
  { complete: true, roles: 1 },
);
test.serial(
  "instances refused: a node of no group stays without a role",
  climbs,
  { roles: ["a"], eks: group, nodes: [groupNode, { name: "own", profile: "a" }] },
  ["ec2:DescribeInstances"],
  { complete: false, roles: 1 },
);
test.serial(
  "node groups refused: access entries let in every node, and tell as much",
  climbs,
  { roles: ["a"], eks: { ...group, ...entries, authenticationMode: "API" }, nodes: [groupNode] },
  ["eks:ListNodegroups", "autoscaling:DescribeAutoScalingGroups"],
  { complete: true, roles: 1 },
);
test.serial(
  "node groups refused and no list to stand in: an empty group may be missing",
  climbs,
  { roles: ["a"], eks: group, nodes: [groupNode] },
  ["eks:ListNodegroups"],
  { complete: false, roles: 1 },
);
const older = {
  launchConfigurations: [{ name: "older", profile: "b" }],
  autoScalingGroups: [
    { name: "older", launchConfiguration: "older", size: 0, tags: { "kubernetes.io/cluster/fleet": "owned" } },
  ],
};
test.serial(
  "a launch configuration refused: its group has no node, so its role may be missing",
  climbs,
  { roles: ["a", "b"], eks: group, nodes: [groupNode], ...older },
  ["autoscaling:DescribeLaunchConfigurations"],
  { complete: false, roles: 1 },
);
test.serial(
  "a name of aws-auth that may not be looked up is a gap, unless another source tells its path",
  climbs,
  {
    roles: ["nodes/a", "nodes/b"],
    eks: { authenticationMode: "CONFIG_MAP" },
    nodes: [{ name: "n", profile: "a" }],
    objects: [
      awsAuth(entry("a", "system:node:{{EC2PrivateDNSName}}") + entry("b", "system:node:{{EC2PrivateDNSName}}")),
    ],
  },
  ["iam:GetRole"],
  { complete: false, roles: 1 },
);
test.serial(
  "access entries and Fargate profiles refused: no node role is hidden while groups and instances were read",
  climbs,
  { roles: ["a"], eks: { ...group, ...entries }, nodes: [groupNode] },
  ["eks:ListAccessEntries", "eks:ListFargateProfiles"],
  { complete: true, roles: 1 },
);
test.serial(
  "everything refused: nothing is made up",
  climbs,
  { roles: ["a"], eks: group, nodes: [groupNode] },
  ["ec2:DescribeInstances", "eks:ListClusters"],
  { complete: false, roles: 0 },
);
test.serial(
  "one entry, one profile, one template refused: told by name",
  climbs,
  {
    roles: ["a", "f"],
    launchTemplates: [{ id: template, name: "t", metadata: { hopLimit: 1 } }],
    eks: {
      ...{ nodegroups: [{ name: "general", nodeRole: arnOf("a"), launchTemplate: template }], ...entries },
      fargateProfiles: [{ name: "f", podExecutionRole: arnOf("f") }],
    },
    nodes: [groupNode],
  },
  ["ec2:DescribeLaunchTemplateVersions", "eks:DescribeAccessEntry", "eks:DescribeFargateProfile"],
  { complete: true, roles: 1 },
);
