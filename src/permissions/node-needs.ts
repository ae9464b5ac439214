// What finding the nodes of a cluster and their roles must be permitted, in AWS and in the cluster.
import type { IamNeed, RbacNeed } from "./need.ts";

export const readNodes: IamNeed = {
  sid: "FindNodeRoles",
  actions: [
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeLaunchConfigurations",
    "ec2:DescribeInstances",
    "ec2:DescribeLaunchTemplateVersions",
    "eks:DescribeAccessEntry",
    "eks:DescribeCluster",
    "eks:DescribeFargateProfile",
    "eks:DescribeNodegroup",
    "eks:ListAccessEntries",
    "eks:ListClusters",
    "eks:ListFargateProfiles",
    "eks:ListNodegroups",
    "iam:GetInstanceProfile",
    "iam:GetRole",
  ],
  on: "anything",
};

export const listNodes: RbacNeed = { group: "", resources: ["nodes"], verbs: ["list"] };

/** `aws-auth` and the node classes name roles of nodes that are not there yet. */
export const findNodes: readonly RbacNeed[] = [
  listNodes,
  { group: "", resources: ["configmaps"], verbs: ["get"], names: ["aws-auth"] },
  { group: "karpenter.k8s.aws", resources: ["awsnodetemplates", "ec2nodeclasses"], verbs: ["list"] },
  { group: "eks.amazonaws.com", resources: ["nodeclasses"], verbs: ["list"] },
];
