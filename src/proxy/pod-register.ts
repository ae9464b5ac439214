// Turns what the cluster says into what requests look up: every decision is made here, when an event arrives.
import { decideRole, identityKey } from "../pods/decide-role.ts";
import type { Decision, RoleSettings } from "../pods/decide-role.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { CredentialCache } from "./credential-cache.ts";
import type { CredentialSlot } from "./credential-slot.ts";
import { createPodEntry } from "./pod-entry.ts";
import type { PodIndex } from "./pod-index.ts";

export interface PodRegister {
  readonly pods: Register<PodRecord>;
  readonly namespaces: Register<NamespaceRecord>;
}

export interface Register<Item> {
  readonly replaced: (items: readonly Item[]) => void;
  readonly changed: (item: Item) => void;
  readonly removed: (item: Item) => void;
}

export interface RegisterOptions {
  readonly node: string;
  readonly settings: RoleSettings;
  readonly index: PodIndex;
  readonly cache: CredentialCache;
  readonly now: () => number;
  /** Told of every decision that is new or differs from the pod's last one. */
  readonly onDecision: (pod: PodRecord, decision: Decision) => void;
}

interface Registered {
  readonly pod: PodRecord;
  readonly decision: Decision;
  readonly slot: CredentialSlot | undefined;
}

export function createPodRegister(options: RegisterOptions): PodRegister {
  const { node, settings, index, cache, now, onDecision } = options;
  const registered = new Map<string, Registered>();
  const namespaces = new Map<string, NamespaceRecord>();

  return {
    pods: {
      replaced(pods) {
        const present = new Set(pods.map((pod) => pod.uid));
        for (const { pod } of [...registered.values()]) if (!present.has(pod.uid)) unregister(pod.uid);
        for (const pod of pods) consider(pod);
      },
      changed: consider,
      removed: (pod) => unregister(pod.uid),
    },
    namespaces: {
      replaced(records) {
        namespaces.clear();
        for (const record of records) namespaces.set(record.name, record);
        for (const { pod } of [...registered.values()]) consider(pod);
      },
      changed(record) {
        namespaces.set(record.name, record);
        considerAllOf(record.name);
      },
      removed(record) {
        namespaces.delete(record.name);
        considerAllOf(record.name);
      },
    },
  };

  function considerAllOf(namespace: string): void {
    for (const { pod } of [...registered.values()]) if (pod.namespace === namespace) consider(pod);
  }

  function consider(pod: PodRecord): void {
    const before = registered.get(pod.uid);
    if (!isInterceptable(pod, node)) return unregister(pod.uid);
    const decision = decideRole(pod, namespaces.get(pod.namespace), settings);
    // The new slot is held before the old one is let go, so that an unchanged identity keeps its credentials.
    const slot = decision.kind === "allowed" ? cache.hold(decision.identity) : undefined;
    registered.set(pod.uid, { pod, decision, slot });
    index.put(createPodEntry(pod, decision, slot, new Date(now())), pod.addresses);
    if (before?.slot !== undefined) cache.release(before.slot);
    if (before === undefined || summary(before.decision) !== summary(decision)) onDecision(pod, decision);
  }

  function unregister(uid: string): void {
    const before = registered.get(uid);
    if (before === undefined) return;
    registered.delete(uid);
    index.remove(uid);
    if (before.slot !== undefined) cache.release(before.slot);
  }
}

/**
 * A pod on the host network has the node's address, which is not its own to be recognised by. The address of a pod that
 * ends can belong to the next pod before the API server says so.
 */
function isInterceptable(pod: PodRecord, node: string): boolean {
  if (pod.node !== node || pod.hostNetwork || pod.terminating) return false;
  return pod.phase !== "Succeeded" && pod.phase !== "Failed";
}

function summary(decision: Decision): string {
  return decision.kind === "allowed" ? identityKey(decision.identity) : `${decision.reason} ${decision.explanation}`;
}
