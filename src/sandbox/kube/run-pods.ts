// The scheduler and the kubelets: places pods on nodes, starts them with an address, and ends them.
import { admitsNode } from "./admits-node.ts";
import { objectsOf, reportStatus } from "./controller-actions.ts";
import type { Addresses } from "./create-addresses.ts";
import { type KubeState, timestamp } from "./create-kube-state.ts";
import type { Json, KubeObject } from "./kube-object.ts";
import { kindNamed } from "./resource-kinds.ts";

export interface Kubelets {
  /** Looks for pods that have something before them. */
  look(): void;
  busy(): boolean;
  stop(): void;
}

const pods = kindNamed("Pod");

export function runPods(state: KubeState, addresses: Addresses, delayMs: number): Kubelets {
  const underWay = new Map<string, NodeJS.Timeout>();
  const later = (pod: KubeObject, doing: string, act: (present: KubeObject) => void): void => {
    const key = `${pod.metadata.uid ?? ""} ${doing}`;
    if (underWay.has(key)) return;
    const timer = setTimeout(() => {
      underWay.delete(key);
      const present = state.find(pods, pod.metadata.namespace, pod.metadata.name);
      if (present?.metadata.uid === pod.metadata.uid && present !== undefined) act(present);
    }, delayMs);
    underWay.set(key, timer);
  };
  return {
    look() {
      for (const pod of state.list(pods)) {
        if (pod.metadata.deletionTimestamp !== undefined) later(pod, "end", (present) => end(state, present));
        else if (pod.spec?.["nodeName"] === undefined) schedule(state, pod);
        else if ((pod.status?.["phase"] ?? "Pending") === "Pending")
          later(pod, "start", (present) => start(state, present, addresses));
      }
    },
    busy: () => underWay.size > 0,
    stop() {
      for (const timer of underWay.values()) clearTimeout(timer);
    },
  };
}

const unschedulable = {
  type: "PodScheduled",
  status: "False",
  reason: "Unschedulable",
  message: "no node matches the pod's node selector",
};

const gated = {
  type: "PodScheduled",
  status: "False",
  reason: "SchedulingGated",
  message: "Scheduling is blocked due to non-empty scheduling gates",
};

/** On the admitted node with the fewest pods. */
function schedule(state: KubeState, pod: KubeObject): void {
  // https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
  const gates = pod.spec?.["schedulingGates"];
  if (Array.isArray(gates) && gates.length > 0) {
    if (pod.status?.["phase"] === undefined) reportStatus(state, pod, { phase: "Pending", conditions: [gated] });
    return;
  }
  const load = (node: KubeObject): number =>
    state.list(pods).filter(({ spec }) => spec?.["nodeName"] === node.metadata.name).length;
  const [node] = objectsOf(state, "Node")
    .filter((candidate) => candidate.spec?.["unschedulable"] !== true && admitsNode(pod.spec ?? {}, candidate))
    .toSorted((one, other) => load(one) - load(other));
  if (node === undefined) return reportStatus(state, pod, { phase: "Pending", conditions: [unschedulable] });
  state.replace(pods, { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } });
}

function start(state: KubeState, pod: KubeObject, addresses: Addresses): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const node = state.find(kindNamed("Node"), undefined, String(pod.spec?.["nodeName"]));
  const nodeAddresses = (node?.status?.["addresses"] ?? []) as readonly { type: string; address: string }[];
  const hostIP = nodeAddresses.find(({ type }) => type === "InternalIP")?.address ?? "127.0.0.1";
  const podIP = pod.spec?.["hostNetwork"] === true ? hostIP : addresses.next();
  const startedAt = timestamp(state.now());
  const containers = (pod.spec?.["containers"] ?? []) as readonly Json[];
  state.replace(pods, {
    ...pod,
    status: {
      phase: "Running",
      hostIP,
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: startedAt,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({ type, status: "True" })),
      qosClass: "BestEffort",
      hostIPs: [{ ip: hostIP }],
      containerStatuses: containers.map(({ name, image }) => ({
        ...{ name, image, imageID: "", ready: true, started: true, restartCount: 0 },
        state: { running: { startedAt } },
      })),
    },
  });
}

function end(state: KubeState, pod: KubeObject): void {
  state.remove(pods, pod.metadata.namespace, pod.metadata.name);
}
