// Reads the cluster's nodes, as far as they lead to EC2 instances and say what kind of node they are.
import type { NodeRecord } from "../access/snapshot.ts";
import { classifyNode } from "../nodes/classify-node.ts";
import type { Taint } from "../pods/scheduling.ts";
import type { KubeApi } from "./open-api.ts";
import { nodeKind } from "./resource-kinds.ts";

interface ApiNode {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly providerID?: string;
    readonly taints?: readonly Taint[];
  };
}

/** `role` and `metadata` are left out: the cluster does not know them. */
export function readNodes(api: KubeApi): Promise<NodeRecord[]> {
  return api.list(nodeKind, {}, ({ metadata, spec }: ApiNode) => {
    const name = metadata?.name ?? "";
    const labels = metadata?.labels ?? {};
    const taints = spec?.taints ?? [];
    const keys = taints.flatMap(({ key, effect }) => (effect === "PreferNoSchedule" ? [] : key));
    const place = classifyNode({ name, labels, providerId: spec?.providerID ?? "", taints: keys });
    return { name, labels, ...(taints.length > 0 && { taints }), ...place, role: undefined, metadata: undefined };
  });
}
