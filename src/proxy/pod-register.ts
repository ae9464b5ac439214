// Turns what the cluster says into what requests look up: every decision is made here, when an event arrives.
import { decideRole, identityKey } from "../pods/decide-role.ts";
import type { Decision, RoleSettings } from "../pods/decide-role.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { Timers } from "../timers.ts";
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
  readonly timers: Timers;
  /** Told of every decision that is new or differs from the pod's last one. */
  readonly onDecision: (pod: PodRecord, decision: Decision) => void;
}

interface Registered {
  readonly pod: PodRecord;
  readonly decision: Decision;
  readonly slot: CredentialSlot | undefined;
  /** Set while the pod is ending: stops the timer that takes it out of the register. */
  readonly cancelEnd: (() => void) | undefined;
}

export function createPodRegister(options: RegisterOptions): PodRegister {
  const { node, settings, index, cache, now, timers, onDecision } = options;
  const registered = new Map<string, Registered>();
  const namespaces = new Map<string, NamespaceRecord>();
  /** Pods that came before the event of their namespace: to be denied is no fate for them. */
  const early = new Map<string, PodRecord>();

  return {
    pods: {
      replaced(pods) {
        const present = new Set(pods.map((pod) => pod.uid));
        for (const uid of [...registered.keys(), ...early.keys()]) if (!present.has(uid)) unregister(uid);
        for (const pod of pods) consider(pod);
      },
      changed: consider,
      removed: (pod) => unregister(pod.uid),
    },
    namespaces: {
      replaced(records) {
        namespaces.clear();
        for (const record of records) namespaces.set(record.name, record);
        for (const pod of allPods()) consider(pod);
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
    for (const pod of allPods()) if (pod.namespace === namespace) consider(pod);
  }

  function allPods(): readonly PodRecord[] {
    return [...[...registered.values()].map(({ pod }) => pod), ...early.values()];
  }

  function consider(pod: PodRecord): void {
    const before = registered.get(pod.uid);
    const remaining = remainingLife(pod, node, now());
    if (remaining <= 0) return unregister(pod.uid);
    if (before === undefined && settings.namespaceRestrictions !== "off" && !namespaces.has(pod.namespace)) {
      early.set(pod.uid, pod);
      return;
    }
    early.delete(pod.uid);
    const decision = decideRole(pod, namespaces.get(pod.namespace), settings);
    // The new slot is held before the old one is let go, so that an unchanged identity keeps its credentials.
    const slot = decision.kind === "allowed" ? cache.hold(decision.identity) : undefined;
    const cancelEnd = Number.isFinite(remaining) ? timers.after(remaining, () => unregister(pod.uid)) : undefined;
    registered.set(pod.uid, { pod, decision, slot, cancelEnd });
    index.put(createPodEntry(pod, decision, slot, new Date(now())), pod.addresses, pod.terminating);
    if (before !== undefined) letGo(before);
    if (before === undefined || summary(before.decision) !== summary(decision)) onDecision(pod, decision);
  }

  function unregister(uid: string): void {
    early.delete(uid);
    const before = registered.get(uid);
    if (before === undefined) return;
    registered.delete(uid);
    index.remove(uid);
    letGo(before);
  }

  function letGo({ slot, cancelEnd }: Registered): void {
    cancelEnd?.();
    if (slot !== undefined) cache.release(slot);
  }
}

/**
 * Milliseconds for which requests from the pod's addresses may be its own: none for a pod that has ended, as its address
 * can be another's before the API server says so, and none on the host network, where the address is the node's. A pod
 * that is told to end runs on for its grace period, in which its hooks may well need credentials.
 */
function remainingLife(pod: PodRecord, node: string, now: number): number {
  if (pod.node !== node || pod.hostNetwork || pod.phase === "Succeeded" || pod.phase === "Failed") return 0;
  if (!pod.terminating) return Number.POSITIVE_INFINITY;
  const end = Date.parse(pod.endsBy ?? "");
  return Number.isNaN(end) ? 0 : end - now;
}

function summary(decision: Decision): string {
  return decision.kind === "allowed"
    ? `${identityKey(decision.identity)} ${decision.objection ?? ""}`
    : `${decision.reason} ${decision.explanation}`;
}
