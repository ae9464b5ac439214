// Plays every kubelet of a real control plane: scheduled pods run, with a loopback address, and deleted pods end.
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, type KubeObject, RefusedCall } from "./kube-client.ts";

export interface Kubelet {
  /** Fails when it had failed by itself. */
  stop(): Promise<void>;
}

/** Addresses are 127.0.1.10 upward, the lowest free one first, so that an address is soon used again. */
export function runKubelet(client: KubeClient): Kubelet {
  const stopping = new AbortController();
  const pods = new Map<string, string>();
  // A failure is not caught: without a kubelet every test would wait for nothing.
  const work = follow(client, pods, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await work;
    },
  };
}

/** `addresses`: by the uid of the pod that has it. */
async function follow(client: KubeClient, addresses: Map<string, string>, signal: AbortSignal): Promise<void> {
  const nodes = await readNodeAddresses(client);
  while (!signal.aborted) {
    try {
      const { items, metadata } = await client.need<PodList>("/api/v1/pods");
      for (const pod of items) await tend(client, pod, nodes, addresses);
      await watchFrom(client, metadata.resourceVersion, nodes, addresses, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      await sleep(100);
    }
  }
}

interface PodList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubeObject[];
}

async function watchFrom(
  client: KubeClient,
  version: string,
  nodes: ReadonlyMap<string, string>,
  addresses: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  let queue = Promise.resolve();
  const path = `/api/v1/pods?watch=true&resourceVersion=${version}&timeoutSeconds=300`;
  const watching = client.watch(path, AbortSignal.any([signal, ended.signal]), ({ type, object }) => {
    queue = queue.then(async () => {
      if (type === "DELETED") addresses.delete(object.metadata.uid ?? "");
      else if (type !== "ERROR") await tend(client, object, nodes, addresses);
    });
    queue.catch((error: unknown) => ended.abort(error));
  });
  await watching.catch((error: unknown) => {
    throw ended.signal.aborted ? ended.signal.reason : error;
  });
}

/** One look at one pod: ends it, starts it, or leaves it. */
async function tend(
  client: KubeClient,
  pod: KubeObject,
  nodes: ReadonlyMap<string, string>,
  addresses: Map<string, string>,
): Promise<void> {
  const { name, namespace = "", uid = "", deletionTimestamp } = pod.metadata;
  const hostIP = nodes.get(String(pod.spec?.["nodeName"]));
  if (hostIP === undefined) return;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (deletionTimestamp !== undefined) {
    const body = { gracePeriodSeconds: 0, preconditions: { uid } };
    await expectStatus(client.call(path, { method: "DELETE", body }), [404, 409]);
    addresses.delete(uid);
    return;
  }
  if (pod.status?.["phase"] !== "Pending" || addresses.has(uid)) return;
  const address = pod.spec?.["hostNetwork"] === true ? hostIP : lowestFree(addresses);
  addresses.set(uid, address);
  const call = {
    method: "PATCH",
    type: "application/strategic-merge-patch+json",
    body: { metadata: { uid }, status: runningStatus(pod, hostIP, address) },
  };
  await expectStatus(client.call(`${path}/status`, call), [404, 409]);
}

function runningStatus(pod: KubeObject, hostIP: string, podIP: string): object {
  const startedAt = new Date().toISOString().replace(/\.\d+/, "");
  const containers = (pod.spec?.["containers"] ?? []) as readonly { readonly name: string; readonly image: string }[];
  return {
    phase: "Running",
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: startedAt,
    conditions: ["Initialized", "ContainersReady", "Ready"].map((type) => ({
      type,
      status: "True",
      lastTransitionTime: startedAt,
    })),
    containerStatuses: containers.map(({ name, image }) => ({
      ...{ name, image, imageID: "", containerID: `containerd://${name}`, ready: true, started: true, restartCount: 0 },
      state: { running: { startedAt } },
    })),
  };
}

function lowestFree(addresses: ReadonlyMap<string, string>): string {
  const taken = new Set(addresses.values());
  for (let index = 0; ; index += 1) {
    const address = `127.0.${1 + Math.floor(index / 240)}.${10 + (index % 240)}`;
    if (!taken.has(address)) return address;
  }
}

async function readNodeAddresses(client: KubeClient): Promise<ReadonlyMap<string, string>> {
  const nodes = await client.list("/api/v1/nodes");
  return new Map(
    nodes.map(({ metadata, status }) => {
      const addresses = (status?.["addresses"] ?? []) as readonly { readonly type: string; readonly address: string }[];
      return [metadata.name, addresses.find(({ type }) => type === "InternalIP")?.address ?? "127.0.0.1"];
    }),
  );
}

async function expectStatus(
  answer: Promise<{ status: number; body: unknown }>,
  others: readonly number[],
): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300 && !others.includes(status)) throw new RefusedCall("kubelet", status, body);
}

/** The API server is being restarted, has too much to do, or ended a watch. */
function isPassing(error: unknown): boolean {
  if (error instanceof RefusedCall) return error.status === 429 || error.status >= 500;
  return ["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes((error as { code?: string }).code ?? "");
}
