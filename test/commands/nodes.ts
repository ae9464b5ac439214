// Each kind of node that there is in the wild: which roles are found, from which sources, and whether pods there can be served.
import test from "ava";
import { awsAuth, entry, finds, managed } from "../helpers/list-nodes.ts";
import { arnOf } from "../helpers/node-scenarios.ts";

const template = "lt-0abc12345";

test.serial(
  "managed node groups: with nodes, without any, and with a launch template that turns the metadata service off",
  finds,
  {
    roles: ["nodes/general", "spare", "closed"],
    launchTemplates: [{ id: template, name: "closed", metadata: { httpEndpoint: "disabled" } }],
    eks: {
      nodegroups: [
        { name: "general", nodeRole: arnOf("nodes/general"), amiType: "BOTTLEROCKET_x86_64" },
        { name: "spare", nodeRole: arnOf("spare"), size: 0 },
        { name: "closed", nodeRole: arnOf("closed"), launchTemplate: template, size: 0 },
      ],
    },
    nodes: [
      { name: "a", profile: "general", labels: managed("general") },
      { name: "b", profile: "general", labels: managed("general") },
    ],
  },
  [
    "nodes/general: managed, 2 nodes, interceptable yes (node group general; instance profiles of 2 nodes)",
    "spare: managed, 0 nodes, interceptable yes (node group spare)",
    "closed: managed, 0 nodes, interceptable no (node group closed)",
  ],
);

const nodeClass = (name: string, spec: object) => ({
  ...{ apiVersion: "karpenter.k8s.aws/v1", kind: "EC2NodeClass", metadata: { name }, spec },
});

test.serial(
  "Karpenter: node classes by role name and by instance profile, old templates, with and without nodes",
  finds,
  {
    roles: ["karpenter/default", "spot", "made", "provisioned"],
    eks: {},
    nodes: [
      {
        ...{ name: "k", profile: "default" },
        labels: { "karpenter.sh/nodepool": "default", "karpenter.k8s.aws/ec2nodeclass": "default" },
      },
    ],
    objects: [
      nodeClass("default", { role: "default" }),
      nodeClass("spot", { instanceProfile: "spot" }),
      // Its own profile, which Karpenter made.
      { ...nodeClass("made", {}), status: { instanceProfile: "made" } },
      {
        ...{ apiVersion: "karpenter.k8s.aws/v1alpha1", kind: "AWSNodeTemplate", metadata: { name: "old" } },
        spec: { instanceProfile: "provisioned" },
      },
    ],
  },
  [
    "karpenter/default: karpenter, 1 nodes, interceptable yes (EC2NodeClass default; instance profile of i-0f1ee70000)",
    "made: karpenter, 0 nodes, interceptable yes (EC2NodeClass made)",
    "spot: karpenter, 0 nodes, interceptable yes (EC2NodeClass spot)",
    "provisioned: karpenter, 0 nodes, interceptable yes (AWSNodeTemplate old)",
  ],
);

test.serial(
  "EKS Auto Mode",
  finds,
  {
    roles: ["auto"],
    eks: { autoMode: { nodeRole: arnOf("auto") }, accessEntries: [{ principalArn: arnOf("auto"), type: "EC2" }] },
    nodes: [{ name: "i-0f1ee70000", profile: "auto", labels: { "eks.amazonaws.com/compute-type": "auto" } }],
    objects: [
      { apiVersion: "eks.amazonaws.com/v1", kind: "NodeClass", metadata: { name: "default" }, spec: { role: "auto" } },
    ],
  },
  [
    "auto: auto, 1 nodes, interceptable no (NodeClass default; EKS Auto Mode; access entry (EC2); instance profile of i-0f1ee70000)",
  ],
);

test.serial(
  "Fargate",
  finds,
  {
    roles: ["pod-execution"],
    eks: { fargateProfiles: [{ name: "batch", podExecutionRole: arnOf("pod-execution") }] },
    nodes: [
      {
        ...{ name: "fargate-ip-10-0-0-9", providerId: "aws:///eu-west-1a/4f2/fargate-ip-10-0-0-9" },
        labels: { "eks.amazonaws.com/compute-type": "fargate" },
      },
    ],
  },
  ["pod-execution: fargate, 0 nodes, interceptable no (Fargate profile batch)"],
);

test.serial(
  "hybrid nodes",
  finds,
  {
    roles: ["hybrid"],
    eks: { accessEntries: [{ principalArn: arnOf("hybrid"), type: "HYBRID_LINUX" }] },
    nodes: [
      {
        ...{ name: "mi-0123", providerId: "eks-hybrid:///eu-west-1/fleet/mi-0123" },
        labels: { "eks.amazonaws.com/compute-type": "hybrid" },
      },
    ],
  },
  ["hybrid: hybrid, 0 nodes, interceptable no (access entry (HYBRID_LINUX))"],
);

test.serial(
  "Windows nodes, of a role of their own and of one that Linux nodes have too",
  finds,
  {
    roles: ["windows", "mixed"],
    eks: { nodegroups: [{ name: "win", nodeRole: arnOf("windows"), amiType: "WINDOWS_CORE_2022_x86_64" }] },
    nodes: [
      { name: "w", profile: "windows", labels: { "kubernetes.io/os": "windows", ...managed("win") } },
      { name: "x", profile: "mixed", labels: { "kubernetes.io/os": "windows" } },
      { name: "y", profile: "mixed" },
    ],
  },
  [
    "mixed: self-managed, 2 nodes, interceptable yes (instance profiles of 2 nodes)",
    "windows: managed, 1 nodes, interceptable no (node group win; instance profile of i-0f1ee70000)",
  ],
);

test.serial(
  "SageMaker HyperPod",
  finds,
  { roles: ["hyperpod"], eks: { accessEntries: [{ principalArn: arnOf("hyperpod"), type: "HYPERPOD_LINUX" }] } },
  ["hyperpod: hyperpod, 0 nodes, interceptable unknown (access entry (HYPERPOD_LINUX))"],
);

test.serial(
  "aws-auth: groups without nodes, their paths restored; people and what is gone are told apart",
  finds,
  {
    roles: ["nodes/later", "fargate"],
    eks: { authenticationMode: "CONFIG_MAP" },
    objects: [
      awsAuth(
        entry("later", "system:node:{{EC2PrivateDNSName}}") +
          entry("gone", "system:node:{{EC2PrivateDNSName}}") +
          entry("fargate", "system:node:{{SessionName}}", "system:node-proxier") +
          `- {rolearn: ${arnOf("admins")}, username: admin, groups: [system:masters]}\n`,
      ),
    ],
  },
  [
    "nodes/later: ec2, 0 nodes, interceptable yes (ConfigMap kube-system/aws-auth)",
    "fargate: fargate, 0 nodes, interceptable no (ConfigMap kube-system/aws-auth)",
  ],
  [/aws-auth names the role gone, which does not exist/],
);

test.serial(
  "access entries: groups without nodes, and no entry of people",
  finds,
  {
    roles: ["nodes/later", "windows", "admins"],
    eks: {
      authenticationMode: "API",
      accessEntries: [
        { principalArn: arnOf("nodes/later"), type: "EC2_LINUX" },
        { principalArn: arnOf("windows"), type: "EC2_WINDOWS" },
        { principalArn: arnOf("admins"), type: "STANDARD" },
      ],
    },
  },
  [
    "nodes/later: ec2, 0 nodes, interceptable yes (access entry (EC2_LINUX))",
    "windows: ec2, 0 nodes, interceptable no (access entry (EC2_WINDOWS))",
  ],
);

test.serial(
  "sources that contradict each other",
  finds,
  {
    roles: ["a", "b"],
    eks: {
      nodegroups: [{ name: "general", nodeRole: arnOf("a") }],
      accessEntries: [{ principalArn: arnOf("a"), type: "EC2_LINUX" }],
    },
    nodes: [{ name: "n", profile: "b", labels: managed("general") }],
    objects: [nodeClass("old", { instanceProfile: "removed" })],
  },
  [
    "a: managed, 0 nodes, interceptable yes (node group general; access entry (EC2_LINUX))",
    "b: managed, 1 nodes, interceptable yes (instance profile of i-0f1ee70000)",
  ],
  [
    /EC2NodeClass old names the instance profile removed, which does not exist/,
    /node n runs with b, but node group general has a/,
    /nodes run with b, but neither aws-auth nor an access entry lets that role in/,
  ],
);
