// Tells from what the cluster knows of a node what kind it is, and which EC2 instance.
import type { NodeKind } from "./node-source.ts";

export interface ClusterNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly providerId: string;
  /** Keys of its NoSchedule and NoExecute taints. */
  readonly taints: readonly string[];
}

export interface NodeClass {
  readonly kind: NodeKind;
  readonly windows: boolean;
  /** `i-…`; absent for nodes that are not EC2 instances. */
  readonly instanceId: string | undefined;
}

export function classifyNode(node: ClusterNode): NodeClass {
  return {
    kind: kindOf(node),
    windows: (node.labels["kubernetes.io/os"] ?? node.labels["beta.kubernetes.io/os"]) === "windows",
    instanceId: instanceIdOf(node),
  };
}

function kindOf(node: ClusterNode): NodeKind {
  const { labels, providerId, name } = node;
  const computeType = labels["eks.amazonaws.com/compute-type"];
  if (computeType === "fargate" || /\/fargate-[^/]*$/.test(providerId) || name.startsWith("fargate-")) return "fargate";
  if (computeType === "hybrid" || providerId.startsWith("eks-hybrid://")) return "hybrid";
  if (computeType === "auto") return "auto";
  if (computeType === "hyperpod" || "sagemaker.amazonaws.com/instance-group-name" in labels) return "hyperpod";
  if (instanceIdOf(node) === undefined) return "other";
  if (controlPlane.some((key) => key in labels && node.taints.includes(key))) return "control-plane";
  if ("eks.amazonaws.com/nodegroup" in labels) return "managed";
  return karpenterLabels.some((key) => key in labels) ? "karpenter" : "self-managed";
}

/** Whose taint keeps workloads off: https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint */
const controlPlane = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
/** Of Karpenter 1, 0.32 and before. */
const karpenterLabels = ["karpenter.sh/nodepool", "karpenter.sh/provisioner-name"];

/** `aws:///eu-west-1a/i-0abc…`; Fargate and hybrid nodes end otherwise. */
function instanceIdOf({ providerId }: ClusterNode): string | undefined {
  return /^aws:.*\/(?<id>i-[0-9a-f]+)$/.exec(providerId)?.groups?.["id"];
}
