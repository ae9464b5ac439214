// Finds the cluster's name in the tags of its instances: a context is whatever its owner calls it, tags are the same for all.
import type { InstanceFacts } from "./node-source.ts";

/** `undefined` when the tags name none, or more than one. */
export function clusterOfInstances(instances: ReadonlyMap<string, InstanceFacts>): string | undefined {
  const names = new Set([...instances.values()].flatMap(({ tags }) => clusterOfTags(tags) ?? []));
  return names.size === 1 ? [...names][0] : undefined;
}

/** kOps sets the first, everybody who uses the AWS cloud provider the second. */
function clusterOfTags(tags: InstanceFacts["tags"]): string | undefined {
  if (tags["KubernetesCluster"] !== undefined) return tags["KubernetesCluster"];
  const prefix = "kubernetes.io/cluster/";
  const owned = Object.keys(tags).filter((key) => key.startsWith(prefix));
  return owned.length === 1 ? owned[0]?.slice(prefix.length) : undefined;
}
