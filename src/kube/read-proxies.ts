// Reads the DaemonSets that run a metadata proxy, with the chart and the release they came with.
import { type ApiDaemonSet, type ProxyRecord, toProxyRecord } from "../pods/proxy-record.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";

export interface InstalledProxy extends ProxyRecord {
  /** `iamctl-0.1.0`. */
  readonly chart: string | undefined;
  readonly release: string | undefined;
}

export async function readProxies(api: KubeApi): Promise<readonly InstalledProxy[]> {
  const found = await api.list(workloadKinds.DaemonSet, {}, toInstalledProxy);
  return found.flatMap((proxy) => (proxy === undefined ? [] : [proxy]));
}

type Labelled = ApiDaemonSet & { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };

/** https://helm.sh/docs/chart_best_practices/labels/ */
export function toInstalledProxy(object: Labelled): InstalledProxy | undefined {
  const proxy = toProxyRecord(object);
  if (proxy === undefined) return undefined;
  const { labels = {}, annotations = {} } = object.metadata ?? {};
  const isHelms = labels["app.kubernetes.io/managed-by"] === "Helm";
  return {
    ...proxy,
    chart: labels["helm.sh/chart"],
    release: isHelms ? (annotations["meta.helm.sh/release-name"] ?? labels["app.kubernetes.io/instance"]) : undefined,
  };
}
