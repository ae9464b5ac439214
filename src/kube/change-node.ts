// Takes a taint off a node, and nothing else of it.
import type { SendRequest } from "./send-request.ts";

/** Fails when the API server cannot be reached, says no, or somebody changed the node at the same moment. */
export type RemoveTaint = (node: string, key: string) => Promise<"removed" | "absent">;

/** A merge patch replaces the whole list of taints, so it goes with the version that was read. */
export function createRemoveTaint(send: SendRequest): RemoveTaint {
  return async (node, key) => {
    const path = `/api/v1/nodes/${encodeURIComponent(node)}`;
    const { metadata, spec } = (await send({ method: "GET", path })) as ApiNode;
    const taints = spec?.taints ?? [];
    const kept = taints.filter((taint) => taint.key !== key);
    if (kept.length === taints.length) return "absent";
    const body = {
      metadata: { resourceVersion: metadata?.resourceVersion },
      spec: { taints: kept.length === 0 ? null : kept },
    };
    await send({ method: "PATCH", path: `${path}?fieldManager=iamctl-proxy`, body });
    return "removed";
  };
}

interface ApiNode {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec?: { readonly taints?: readonly { readonly key?: string }[] };
}
