// Reads the DaemonSets of a cluster, as far as they tell which network it has.
import type { NetworkDaemon } from "../nodes/detect-cni.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";

interface DaemonSet {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } } };
}

interface Container {
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
}

export function readDaemonSets(api: KubeApi): Promise<NetworkDaemon[]> {
  return api.list(workloadKinds.DaemonSet, {}, ({ metadata, spec }: DaemonSet) => ({
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    env: Object.fromEntries(
      (spec?.template?.spec?.containers ?? []).flatMap(({ env = [] }) =>
        env.flatMap(({ name = "", value }) => (value === undefined ? [] : [[name, value]])),
      ),
    ),
  }));
}
