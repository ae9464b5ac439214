import test from "ava";
import { classifyNode, type ClusterNode } from "../../src/nodes/classify-node.ts";

const ec2 = "aws:///eu-west-1a/i-0abc";
const is = test.macro((t, node: Partial<ClusterNode>, expected: string) => {
  const { kind, windows, instanceId } = classifyNode({ name: "n", labels: {}, providerId: ec2, taints: [], ...node });
  t.is([kind, ...(windows ? ["windows"] : []), ...(instanceId === undefined ? [] : [instanceId])].join(" "), expected);
});
const labels = (...keys: string[]) => ({ labels: Object.fromEntries(keys.map((key) => [key, ""])) });

test("an EC2 instance that nothing more is known of", is, {}, "self-managed i-0abc");
test("a managed group's node", is, labels("eks.amazonaws.com/nodegroup"), "managed i-0abc");
test("Karpenter 1", is, labels("karpenter.sh/nodepool"), "karpenter i-0abc");
test("Karpenter before 0.32", is, labels("karpenter.sh/provisioner-name"), "karpenter i-0abc");
test("Auto Mode", is, { labels: { "eks.amazonaws.com/compute-type": "auto" } }, "auto i-0abc");
test(
  "Auto Mode uses Karpenter's labels, too",
  is,
  { labels: { "eks.amazonaws.com/compute-type": "auto", "karpenter.sh/nodepool": "system" } },
  "auto i-0abc",
);
test("Fargate by label", is, { labels: { "eks.amazonaws.com/compute-type": "fargate" }, providerId: "" }, "fargate");
test("Fargate by provider id", is, { providerId: "aws:///eu-west-1a/8a/fargate-ip-10-0-0-1" }, "fargate");
test("Fargate by name", is, { name: "fargate-ip-10-0-0-1", providerId: "" }, "fargate");
test("hybrid by provider id", is, { providerId: "eks-hybrid:///eu-west-1/fleet/mi-0123" }, "hybrid");
test("hybrid by label", is, { labels: { "eks.amazonaws.com/compute-type": "hybrid" }, providerId: "" }, "hybrid");
test("HyperPod", is, labels("sagemaker.amazonaws.com/instance-group-name"), "hyperpod i-0abc");
test("Windows", is, { labels: { "kubernetes.io/os": "windows" } }, "self-managed windows i-0abc");
test("another cloud", is, { providerId: "gce://project/zone/name" }, "other");
test("kind, k3d: no provider id", is, { providerId: "" }, "other");
test(
  "a control plane that its taint keeps to itself",
  is,
  {
    ...labels("node-role.kubernetes.io/control-plane"),
    taints: ["node-role.kubernetes.io/control-plane"],
  },
  "control-plane i-0abc",
);
test(
  "a control plane without its taint takes workloads like any node",
  is,
  labels("node-role.kubernetes.io/control-plane"),
  "self-managed i-0abc",
);
