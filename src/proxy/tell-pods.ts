// Decides when a pod is told, by an Event, that it gets no credentials: when that is decided, or when it asked in vain.
import type { AssumeRoleFailure, AssumeRoleOutcome } from "../aws/assume-role.ts";
import { identityKey } from "../pods/decide-role.ts";
import type { Decision } from "../pods/decide-role.ts";
import type { Identity } from "../pods/identity.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import type { EventRecorder, EventText } from "./event-recorder.ts";
import { explainDecision, explainDelay, explainFailure } from "./explain-to-pod.ts";
import type { PodEntry } from "./pod-entry.ts";

export interface PodTeller {
  decided(pod: PodRecord, decision: Decision): void;
  assumed(identity: Identity, outcome: AssumeRoleOutcome): void;
  /** A request for credentials was answered with an error. */
  refused(pod: PodEntry): void;
}

/** More pods than a node runs; those that ended are forgotten in the end. */
const mostRemembered = 1_000;

export function createPodTeller({ tell }: Pick<EventRecorder, "tell">): PodTeller {
  const owners = new Map<string, WorkloadReference>();
  /** By identity, for as long as its last call failed. */
  const failures = new Map<string, AssumeRoleFailure>();

  return {
    decided(pod, decision) {
      remember(pod);
      tellPod(pod, explainDecision(pod, decision));
    },
    assumed(identity, outcome) {
      if (outcome.kind === "assumed") failures.delete(identityKey(identity));
      else if (failures.size < mostRemembered) failures.set(identityKey(identity), outcome.cause);
    },
    refused({ namespace, name, uid, slot }) {
      const cause = slot && failures.get(slot.key);
      if (slot === undefined || cause === undefined) return;
      const pod = { namespace, name, uid, owner: owners.get(uid) };
      tellPod(pod, explainFailure(pod, slot.identity, cause) ?? explainDelay());
    },
  };

  function remember({ uid, owner }: PodRecord): void {
    owners.delete(uid);
    if (owner !== undefined) owners.set(uid, owner);
    const [oldest] = owners.keys();
    if (owners.size > mostRemembered && oldest !== undefined) owners.delete(oldest);
  }

  function tellPod({ namespace, name, uid }: Pick<PodRecord, "namespace" | "name" | "uid">, text?: EventText): void {
    if (text !== undefined) tell({ kind: "Pod", namespace, name, uid }, text);
  }
}
