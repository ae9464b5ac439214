// Tags of a session that say which pod holds it, under the names EKS Pod Identity uses.

/** A self-run cluster has no ARN. */
export interface ClusterName {
  readonly name: string;
  readonly arn?: string;
}

/** A cluster's name, or the ARN of an EKS cluster: what `--session-tags` of the proxy takes. */
export function parseClusterName(text: string): ClusterName | undefined {
  const [, name] = /^(?:arn:[a-z-]+:eks:[a-z0-9-]+:\d{12}:cluster\/)?([\w.-]{1,100})$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return text === name ? { name } : { name, arn: text };
}

/** Names and values in the order in which they are sent. */
export type SessionTags = readonly (readonly [name: string, value: string])[];

export interface TaggedPod {
  readonly namespace: string;
  readonly serviceAccount?: string;
  readonly name?: string | undefined;
  readonly uid?: string | undefined;
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

/** Tags that a pod's session will carry though their values are not known of a template, which is no pod yet. */
export function openTags(known: SessionTags): readonly string[] {
  return ["kubernetes-pod-name", "kubernetes-pod-uid"].filter((name) => !known.some(([other]) => other === name));
}
