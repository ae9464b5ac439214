// Finds the pod behind a source address, and lets a request wait for the event that brings it.
import type { Timers } from "../timers.ts";
import type { PodEntry } from "./pod-entry.ts";
import { contestedEntry } from "./pod-entry.ts";

export interface PodIndex {
  /** Also takes the place of the entry that this pod, or an older pod of the same name, had before. */
  put(entry: PodEntry, addresses: readonly string[]): void;
  /** Removes that pod and no other that has come to hold one of its addresses since. */
  remove(uid: string): void;
  /** The only live pod at the address; an entry that refuses everything when several claim it. */
  find(address: string): PodEntry | undefined;
  /** Resolves when a pod comes to hold the address, or after that many milliseconds. */
  waitFor(address: string, milliseconds: number): Promise<void>;
  readonly size: number;
}

/** Beyond this many, a request for an unknown address is answered at once. */
const mostWaiting = 1_000;

export function createPodIndex(timers: Timers): PodIndex {
  const claims = new Map<string, readonly PodEntry[]>();
  const held = new Map<string, { readonly entry: PodEntry; readonly addresses: readonly string[] }>();
  const uidByName = new Map<string, string>();
  const waiting = new Map<string, Set<() => void>>();
  let waitingCount = 0;

  return {
    put(entry, addresses) {
      const name = nameOf(entry);
      remove(uidByName.get(name) ?? entry.uid);
      remove(entry.uid);
      uidByName.set(name, entry.uid);
      held.set(entry.uid, { entry, addresses });
      for (const address of addresses) {
        claims.set(address, [...(claims.get(address) ?? []), entry]);
        for (const wake of waiting.get(address) ?? []) wake();
      }
    },
    remove,
    find(address) {
      const claimants = claims.get(address);
      if (claimants === undefined) return undefined;
      return claimants.length === 1 ? claimants[0] : contestedEntry;
    },
    waitFor(address, milliseconds) {
      if (waitingCount >= mostWaiting) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          cancel();
          forget(address, wake);
          resolve();
        };
        const cancel = timers.after(milliseconds, wake);
        waitingCount += 1;
        waiting.set(address, (waiting.get(address) ?? new Set()).add(wake));
      });
    },
    get size() {
      return held.size;
    },
  };

  function remove(uid: string): void {
    const pod = held.get(uid);
    if (pod === undefined) return;
    held.delete(uid);
    if (uidByName.get(nameOf(pod.entry)) === uid) uidByName.delete(nameOf(pod.entry));
    for (const address of pod.addresses) {
      const rest = (claims.get(address) ?? []).filter((entry) => entry.uid !== uid);
      if (rest.length === 0) claims.delete(address);
      else claims.set(address, rest);
    }
  }

  function forget(address: string, wake: () => void): void {
    const others = waiting.get(address);
    if (others?.delete(wake) !== true) return;
    waitingCount -= 1;
    if (others.size === 0) waiting.delete(address);
  }
}

function nameOf(entry: PodEntry): string {
  return `${entry.namespace}/${entry.name}`;
}
