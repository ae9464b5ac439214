// Reads workloads and pods, each pod with the workload at the top of its owner chain.
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import { NotPermitted } from "../errors.ts";
import { toPodRecord } from "../pods/read-pod.ts";
import type { ApiPod } from "../pods/read-pod.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { isControlled, toWorkloadRecord } from "../pods/read-workload.ts";
import type { ApiWorkload } from "../pods/read-workload.ts";
import type { WorkloadKind, WorkloadRecord, WorkloadReference } from "../pods/workload-record.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";

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
  /** Kinds that may not be listed: nothing is known of them. */
  readonly unread: readonly Unread[];
}

/** Everything a person could annotate: objects that no other object controls. */
export async function readWorkloads(api: KubeApi, scope: Scope): Promise<WorkloadRecord[]> {
  return topWorkloads(
    await listObjects(api, scope, (error) => {
      throw error;
    }),
  );
}

/** Workloads and pods together, for the price of one listing; goes on without the kinds that may not be listed. */
export async function readInventory(api: KubeApi, scope: Scope): Promise<Inventory> {
  const refusals = createRefusals();
  const objects = await listObjects(api, scope, refusals.note);
  const owners = findOwners(objects);
  const pods = (objects.get("Pod") ?? []).map((pod) => toOwnedPod(pod, owners));
  return { workloads: topWorkloads(objects), pods, unread: refusals.unread };
}

export async function readPods(api: KubeApi, { namespace, node }: PodScope): Promise<PodRecord[]> {
  const fieldSelector = node === undefined ? undefined : `spec.nodeName=${node}`;
  const [pods, sets, jobs] = await Promise.all([
    api.list<ApiPod & ApiWorkload>(workloadKinds.Pod, { namespace, fieldSelector }),
    api.list<ApiWorkload>(workloadKinds.ReplicaSet, { namespace }).catch(noneWhenRefused),
    api.list<ApiWorkload>(workloadKinds.Job, { namespace }).catch(noneWhenRefused),
  ]);
  const owners = findOwners(
    new Map<WorkloadKind, ApiWorkload[]>([
      ["ReplicaSet", sets],
      ["Job", jobs],
    ]),
  );
  return pods.map((pod) => toOwnedPod(pod, owners));
}

/** A pod without them still names its Deployment, by its template hash; only CronJobs stay hidden behind their Jobs. */
function noneWhenRefused(error: unknown): ApiWorkload[] {
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

type Objects = ReadonlyMap<WorkloadKind, readonly (ApiPod & ApiWorkload)[]>;

/** Kinds in the order people think of them, the same in every answer. */
const kinds = Object.keys(workloadKinds) as WorkloadKind[];

async function listObjects(
  api: KubeApi,
  { namespace }: Scope,
  refused: (error: unknown) => undefined,
): Promise<Objects> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const items = await api.list<ApiPod & ApiWorkload>(workloadKinds[kind], { namespace }).catch(refused);
      return [kind, items ?? []] as const;
    }),
  );
  return new Map(lists);
}

function topWorkloads(objects: Objects): WorkloadRecord[] {
  return kinds.flatMap((kind) =>
    (objects.get(kind) ?? []).filter((object) => !isControlled(object)).map((object) => toWorkloadRecord(kind, object)),
  );
}

/** From `ReplicaSet/NAMESPACE/NAME` to the Deployment that controls it, and from a Job to its CronJob. */
type Owners = ReadonlyMap<string, WorkloadReference>;

function findOwners(objects: ReadonlyMap<WorkloadKind, readonly ApiWorkload[]>): Owners {
  const owners = new Map<string, WorkloadReference>();
  for (const kind of ["ReplicaSet", "Job"] as const) {
    for (const { metadata } of objects.get(kind) ?? []) {
      const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
      if (owner?.kind !== "Deployment" && owner?.kind !== "CronJob") continue;
      const namespace = metadata?.namespace ?? "";
      owners.set(`${kind}/${namespace}/${metadata?.name ?? ""}`, {
        kind: owner.kind,
        namespace,
        name: owner.name ?? "",
      });
    }
  }
  return owners;
}

function toOwnedPod(pod: ApiPod & ApiWorkload, owners: Owners): PodRecord {
  const record = toPodRecord(pod);
  const { namespace } = record;
  const direct = pod.metadata?.ownerReferences?.find(({ controller }) => controller === true);
  const top = owners.get(`${direct?.kind ?? ""}/${namespace}/${direct?.name ?? ""}`);
  return top === undefined ? record : { ...record, owner: top };
}
