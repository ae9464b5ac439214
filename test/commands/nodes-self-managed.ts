// Nodes that no EKS API tells of: Auto Scaling groups of one's own, kOps and kubeadm, with launch templates and without.
import test from "ava";
import { finds, listNodes } from "../helpers/list-nodes.ts";

const template = "lt-0abc12345";

test.serial(
  "a self-managed Auto Scaling group, and one that has no node yet",
  finds,
  {
    roles: ["eksctl/worker", "later"],
    eks: {},
    nodes: [{ name: "a", profile: "worker" }],
    launchTemplates: [
      { id: template, name: "later", profile: "later" },
      { id: "lt-0abc12346", name: "managed", profile: "worker" },
    ],
    autoScalingGroups: [
      { name: "later", launchTemplate: template, size: 0, tags: { "kubernetes.io/cluster/fleet": "owned" } },
      { name: "of-another", launchTemplate: template, size: 0, tags: { "kubernetes.io/cluster/other": "owned" } },
      {
        ...{ name: "eks-general", launchTemplate: "lt-0abc12346", size: 1 },
        tags: { "kubernetes.io/cluster/fleet": "owned", "eks:nodegroup-name": "general" },
      },
    ],
  },
  [
    "later: self-managed, 0 nodes, interceptable yes (Auto Scaling group later)",
    "eksctl/worker: self-managed, 1 nodes, interceptable yes (instance profile of i-0f1ee70000)",
  ],
);

const ofFleet = { "kubernetes.io/cluster/fleet": "owned" };

test.serial(
  "Auto Scaling groups with a policy of mixed instances, and older ones with a launch configuration",
  finds,
  {
    roles: ["spot", "older", "closed"],
    eks: {},
    launchTemplates: [{ id: template, name: "spot", profile: "spot" }],
    launchConfigurations: [
      { name: "older", profile: "older", metadata: { httpTokens: "required", hopLimit: 1 } },
      { name: "closed", profile: "closed", metadata: { httpEndpoint: "disabled" } },
    ],
    autoScalingGroups: [
      { name: "spot", launchTemplate: template, mixed: true, size: 0, tags: ofFleet },
      { name: "older", launchConfiguration: "older", size: 0, tags: ofFleet },
      { name: "closed", launchConfiguration: "closed", size: 0, tags: ofFleet },
      { name: "gone", launchConfiguration: "removed", size: 0, tags: ofFleet },
    ],
  },
  [
    "spot: self-managed, 0 nodes, interceptable yes (Auto Scaling group spot)",
    "older: self-managed, 0 nodes, interceptable yes (Auto Scaling group older)",
    "closed: self-managed, 0 nodes, interceptable no (Auto Scaling group closed)",
  ],
);

const kopsTags = { KubernetesCluster: "kops.example", "kubernetes.io/cluster/kops.example": "owned" };
const controlPlane = "node-role.kubernetes.io/control-plane";

test.serial(
  "kOps, without any EKS: workers, a control plane, and an instance group without instances",
  finds,
  {
    roles: ["nodes.kops.example", "control-plane.kops.example", "gpu.kops.example"],
    nodes: [
      { name: "w", profile: "nodes.kops.example", tags: kopsTags },
      {
        name: "cp",
        profile: "control-plane.kops.example",
        tags: kopsTags,
        labels: { [controlPlane]: "" },
        taints: [controlPlane],
      },
    ],
    launchTemplates: [{ id: template, name: "gpu", profile: "gpu.kops.example" }],
    autoScalingGroups: [{ name: "gpu", launchTemplate: template, size: 0, tags: kopsTags }],
  },
  [
    "gpu.kops.example: self-managed, 0 nodes, interceptable yes (Auto Scaling group gpu)",
    "nodes.kops.example: self-managed, 1 nodes, interceptable yes (instance profile of i-0f1ee70000)",
    "control-plane.kops.example: control-plane, 1 nodes, interceptable no (instance profile of i-0f1ee70001)",
  ],
);

test.serial("kOps: the cluster is named by the tags of its instances, not by a context", async (t) => {
  const { cluster } = await listNodes({ roles: ["w"], nodes: [{ name: "w", profile: "w", tags: kopsTags }] });
  t.is(cluster.name, "kops.example");
});

test.serial(
  "kubeadm on EC2, without a tag or a label",
  finds,
  { roles: ["kubeadm/worker"], nodes: [{ name: "w", profile: "worker" }] },
  ["kubeadm/worker: self-managed, 1 nodes, interceptable yes (instance profile of i-0f1ee70000)"],
);
