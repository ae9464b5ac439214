// Reads workloads and pods, each pod with the workload at the top of its owner chain.
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import { IamctlError, NotPermitted } from "../errors.ts";
import { readPodEnvironment } from "../pods/pod-environment.ts";
import { type ApiDaemonSet, type ProxyRecord, toProxyRecord } from "../pods/proxy-record.ts";
import { toPodRecord } from "../pods/read-pod.ts";
import type { ApiPod } from "../pods/read-pod.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { toWorkloadRecord } from "../pods/read-workload.ts";
import type { ApiWorkload } from "../pods/read-workload.ts";
import type { WorkloadKind, WorkloadRecord, WorkloadReference } from "../pods/workload-record.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";
import { ApiStatus } from "./send-request.ts";

export interface Scope {
  /** All namespaces when absent. */
  readonly namespace?: string | undefined;
}

export interface PodScope extends Scope {
  /** Only the pods of this node. */
  readonly node?: string | undefined;
}

export interface Inventory {
  readonly workloads: readonly WorkloadRecord[];
  readonly pods: readonly PodRecord[];
  /** Absent where DaemonSets may not be listed. */
  readonly proxies: readonly ProxyRecord[] | undefined;
  /** Names of all DaemonSets, a pod network's among them. */
  readonly networks: readonly string[] | undefined;
  /** Kinds that may not be listed: nothing is known of them. */
  readonly unread: readonly Unread[];
}

/** Everything a person could annotate: objects that no other object controls. */
export async function readWorkloads(api: KubeApi, { namespace }: Scope): Promise<WorkloadRecord[]> {
  const seen = await Promise.all(kinds.map((kind) => listWorkloads(api, kind, { namespace }, see(kind))));
  return topWorkloads(seen.flat());
}

/**
 * Workloads and pods together, for the price of one listing; goes on without the kinds that may not be listed. DaemonSets
 * are looked for in every namespace: the proxy that serves this one is in another.
 */
export async function readInventory(api: KubeApi, { namespace }: Scope): Promise<Inventory> {
  const refusals = createRefusals();
  const list = async (kind: WorkloadKind, scope: Scope) => listWorkloads(api, kind, scope, see(kind));
  const allSets = list("DaemonSet", {}).catch(refusals.noteGap);
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const isSet = kind === "DaemonSet";
      const all = isSet ? await allSets : undefined;
      if (all !== undefined) return all.filter(({ key }) => isWithin(key, namespace));
      if (isSet && namespace === undefined) return undefined;
      const rest = (error: unknown) => refusals.noteRest(error) as readonly Seen[] | undefined;
      return list(kind, { namespace }).catch(isSet ? () => undefined : rest);
    }),
  );
  const seen = lists.flatMap((one) => one ?? []);
  const sets = await allSets;
  return {
    workloads: topWorkloads(seen),
    pods: ownedPods(seen, seen),
    proxies: sets?.flatMap(({ proxy }) => proxy ?? []),
    networks: sets?.map(({ key }) => key.slice(key.lastIndexOf("/") + 1)),
    unread: refusals.unread,
  };
}

export async function readPods(api: KubeApi, { namespace, node }: PodScope): Promise<PodRecord[]> {
  const fieldSelector = node === undefined ? undefined : `spec.nodeName=${node}`;
  const [pods, ...owners] = await Promise.all([
    api.list(workloadKinds.Pod, { namespace, fieldSelector }, see("Pod")),
    api.list(workloadKinds.ReplicaSet, { namespace }, see("ReplicaSet")).catch(noneWhenRefused),
    api.list(workloadKinds.Job, { namespace }, see("Job")).catch(noneWhenRefused),
  ]);
  return ownedPods(pods, owners.flat());
}

/** A pod without them still names its Deployment, by its template hash; only CronJobs stay hidden behind their Jobs. */
function noneWhenRefused(error: unknown): Seen[] {
  if (error instanceof NotPermitted) return [];
  throw error;
}

/** `undefined` when there is no such object. */
export async function readWorkload(
  api: KubeApi,
  { kind, namespace, name }: WorkloadReference,
): Promise<WorkloadRecord | undefined> {
  const object = await api.find<ApiWorkload>(workloadKinds[kind], namespace, name);
  return object === undefined ? undefined : toWorkloadRecord(kind, object);
}

/** Most clusters know no Rollouts, and then nobody needs the permission to list them. */
export async function listWorkloads<Kept>(
  api: KubeApi,
  kind: WorkloadKind,
  { namespace }: Scope,
  keep: (object: never) => Kept,
): Promise<Kept[]> {
  const resource = workloadKinds[kind];
  if (resource.version === undefined) return api.list(resource, { namespace }, keep);
  const served = await api.versions(resource.group).catch(createRefusals().note);
  if (served?.includes(resource.version) !== true) return [];
  return api.list(resource, { namespace }, keep).catch(noneWhenNotServed);
}

/** Argo CD's kinds are of the same group. */
function noneWhenNotServed(error: unknown): never[] {
  if (error instanceof IamctlError && error.cause instanceof ApiStatus && error.cause.status === 404) return [];
  throw error;
}

/** `key`: `ReplicaSet/NAMESPACE/NAME`. */
function isWithin(key: string, namespace: string | undefined): boolean {
  return namespace === undefined || key.split("/")[1] === namespace;
}

/** Kinds in the order people think of them, the same in every answer. */
const kinds = Object.keys(workloadKinds) as WorkloadKind[];

/** What is kept of a listed object; the rest is let go with its page. */
interface Seen {
  /** `ReplicaSet/NAMESPACE/NAME`. */
  readonly key: string;
  /** The key of the object that controls it, and that object where it can be at the top. */
  readonly controllerKey: string | undefined;
  readonly controller: WorkloadReference | undefined;
  /** Absent for an object that another one controls. */
  readonly workload: WorkloadRecord | undefined;
  readonly pod: PodRecord | undefined;
  readonly proxy: ProxyRecord | undefined;
}

function see(kind: WorkloadKind): (object: ApiPod & ApiWorkload) => Seen {
  return (object) => {
    const { namespace = "", name = "", ownerReferences } = object.metadata ?? {};
    const owner = ownerReferences?.find(({ controller }) => controller === true);
    const isTop = owner?.kind === "Deployment" || owner?.kind === "CronJob" || owner?.kind === "Rollout";
    // A Rollout without a template of its own takes that of a Deployment, which is then the one to annotate.
    const hasTemplate = owner === undefined && object.spec?.workloadRef === undefined;
    return {
      key: `${kind}/${namespace}/${name}`,
      controllerKey: owner === undefined ? undefined : `${owner.kind ?? ""}/${namespace}/${owner.name ?? ""}`,
      controller: isTop ? { kind: owner.kind as WorkloadKind, namespace, name: owner.name ?? "" } : undefined,
      workload: hasTemplate ? toWorkloadRecord(kind, object) : undefined,
      pod: kind === "Pod" ? { ...toPodRecord(object), ...readPodEnvironment(object, Date.parse) } : undefined,
      proxy: kind === "DaemonSet" ? toProxyRecord(object as ApiDaemonSet) : undefined,
    };
  };
}

function topWorkloads(seen: readonly Seen[]): WorkloadRecord[] {
  return seen.flatMap(({ workload }) => (workload === undefined ? [] : [workload]));
}

/** A pod's controller is a ReplicaSet or a Job; the Deployment or CronJob above it is what a person would name. */
function ownedPods(pods: readonly Seen[], owners: readonly Seen[]): PodRecord[] {
  const tops = new Map(owners.map(({ key, controller }) => [key, controller]));
  return pods.flatMap(({ pod, controllerKey }) => {
    const owner = tops.get(controllerKey ?? "");
    if (pod === undefined) return [];
    return [owner === undefined ? pod : { ...pod, owner }];
  });
}
