// The cluster as commands see it: everything that can be read, nothing that changes it.
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import { toNamespaceRecord } from "../pods/read-namespace.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import type { ClusterOptions } from "./sign-in.ts";
import { openApi } from "./open-api.ts";
import { readDaemonSets } from "./read-daemon-sets.ts";
import { readAwsAuth, readRoleMappings } from "./read-aws-auth.ts";
import { readNodeClasses } from "./read-node-classes.ts";
import { readNodes } from "./read-nodes.ts";
import { readOwnInCluster } from "./read-own-annotations.ts";
import { readInventory, readPods, readWorkload, readWorkloads } from "./read-workloads.ts";
import type { PodScope, Scope } from "./read-workloads.ts";
import { readProxies } from "./read-proxies.ts";
import { readRbac, readServiceAccounts } from "./read-rights.ts";
import { readSelector } from "./read-selector.ts";
import { namespaceKind } from "./resource-kinds.ts";
import { waitForRollout } from "./wait-for-rollout.ts";
import type { RolloutWait } from "./wait-for-rollout.ts";

export type Cluster = ReturnType<typeof connectCluster>;

/** Reads the kubeconfig, and throws when it leads nowhere; the API server is asked at the first call. */
export function connectCluster(options: ClusterOptions = {}) {
  const api = openApi(options);
  const { contextName, serverUrl, eksName, defaultNamespace, certificateAuthority, eksRegion } = api.connection;
  return {
    contextName,
    takeSources: api.takeSources,
    /** The context's namespace, or `default`. */
    defaultNamespace,
    serverUrl,
    /** What the kubeconfig calls the EKS cluster; `undefined` where it does not say. */
    eksName,
    /** Base64 of the PEM that the kubeconfig trusts. */
    certificateAuthority,
    /** The region that the kubeconfig says an EKS cluster is in. */
    eksRegion,
    readNodes: () => readNodes(api),
    readDaemonSets: () => readDaemonSets(api),
    readAwsAuth: () => readAwsAuth(api),
    readNodeClasses: () => readNodeClasses(api),
    readNamespaces: (): Promise<NamespaceRecord[]> => api.list(namespaceKind, {}, toNamespaceRecord),
    readServiceAccounts: (namespace?: string) => readServiceAccounts(api, namespace),
    readRbac: () => readRbac(api),
    /** What aws-auth maps AWS roles to; empty without the ConfigMap. */
    readRoleMappings: () => readRoleMappings(api),
    readWorkloads: (scope: Scope = {}) => readWorkloads(api, scope),
    readPods: (scope: PodScope = {}) => readPods(api, scope),
    /** Workloads and pods together, for the price of one listing; kinds that may not be listed are told as unread. */
    readInventory: (scope: Scope = {}) => readInventory(api, scope),
    /** Of a Kubernetes Service; `undefined` when there is no such Service. */
    readSelector: (namespace: string, service: string) => readSelector(api, namespace, service),
    readProxies: () => readProxies(api),
    readOwnInCluster: () => readOwnInCluster(api),
    readWorkload: (workload: WorkloadReference) => readWorkload(api, workload),
    waitForRollout: (workload: WorkloadReference, wait: RolloutWait = {}) => waitForRollout(api, workload, wait),
  };
}
