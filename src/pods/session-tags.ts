// Tags of a session that say which pod holds it, under the names EKS Pod Identity uses.

/** A self-run cluster has no ARN. */
export interface ClusterName {
  readonly name: string;
  readonly arn?: string;
}

/** Names and values in the order in which they are sent. */
export type SessionTags = readonly (readonly [name: string, value: string])[];

export interface TaggedPod {
  readonly namespace: string;
  readonly serviceAccount?: string;
  readonly name?: string;
  readonly uid?: string;
}

/**
 * The six names of https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html, so that policies written for Pod
 * Identity hold here as well. What is not known is left out: an empty value could be compared with another empty one.
 */
export function sessionTagsOf(pod: TaggedPod, cluster: ClusterName): SessionTags {
  const tags: readonly (readonly [string, string | undefined])[] = [
    ["eks-cluster-arn", cluster.arn],
    ["eks-cluster-name", cluster.name],
    ["kubernetes-namespace", pod.namespace],
    ["kubernetes-service-account", pod.serviceAccount],
    ["kubernetes-pod-name", pod.name],
    ["kubernetes-pod-uid", pod.uid],
  ];
  return tags.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value] as const]));
}
