// Reads the cluster's nodes, as far as they lead to EC2 instances.
import type { NodeRecord } from "../access/snapshot.ts";
import type { KubeApi } from "./open-api.ts";
import { nodeKind } from "./resource-kinds.ts";

interface ApiNode {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly providerID?: string };
}

/** `role` is left out: the cluster does not know it. */
export function readNodes(api: KubeApi): Promise<NodeRecord[]> {
  return api.list(nodeKind, {}, ({ metadata, spec }: ApiNode) => ({
    name: metadata?.name ?? "",
    instanceId: instanceId(spec?.providerID),
    labels: metadata?.labels ?? {},
    role: undefined,
  }));
}

/** `aws:///eu-west-1a/i-0abc…`; Fargate and hybrid nodes end otherwise. */
function instanceId(providerId = ""): string | undefined {
  return /^aws:.*\/(?<id>i-[0-9a-f]+)$/.exec(providerId)?.groups?.["id"];
}
