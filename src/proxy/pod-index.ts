// Finds the pod behind a source address, and lets a request wait for the event that brings it.
import type { Timers } from "../timers.ts";
import { createAddressWaits } from "./address-waits.ts";
import { canonicalAddress } from "./canonical-address.ts";
import type { PodEntry } from "./pod-entry.ts";
import { contestedEntry } from "./pod-entry.ts";

export interface PodIndex {
  /**
   * Also takes the place of the entry that this pod, or an older pod of the same name, had before. A pod that yields is
   * found only where no other pod claims the address.
   */
  put(entry: PodEntry, addresses: readonly string[], yields?: boolean): void;
  /** Removes that pod and no other that has come to hold one of its addresses since. */
  remove(uid: string): void;
  /** The only live pod at the address; an entry that refuses everything when several claim it. */
  find(address: string): PodEntry | undefined;
  /** Resolves when a pod comes to hold the address, or after that many milliseconds. */
  waitFor(address: string, milliseconds: number): Promise<void>;
  readonly size: number;
}

/** Told when an address comes to be claimed by several live pods, which means that none of them is answered. */
export type OnContest = (address: string, pods: readonly PodEntry[]) => void;

export interface IndexOptions {
  readonly timers: Timers;
  readonly onContest: OnContest;
  /** Told when somebody begins to wait for an address. */
  readonly onWait: () => void;
}

interface Claim {
  readonly entry: PodEntry;
  readonly yields: boolean;
}

export function createPodIndex({ timers, onContest, onWait }: IndexOptions): PodIndex {
  const claims = new Map<string, readonly Claim[]>();
  /** What `find` gives: the winner of the claims. */
  const found = new Map<string, PodEntry>();
  const held = new Map<string, { readonly entry: PodEntry; readonly addresses: readonly string[] }>();
  const uidByName = new Map<string, string>();
  const waits = createAddressWaits(timers);

  return {
    put(entry, texts, yields = false) {
      const addresses = [...new Set(texts.flatMap((text) => canonicalAddress(text) ?? []))];
      const name = nameOf(entry);
      const before = uidByName.get(name);
      if (before !== undefined && before !== entry.uid) remove(before);
      const known = held.get(entry.uid)?.addresses ?? [];
      uidByName.set(name, entry.uid);
      held.set(entry.uid, { entry, addresses });
      for (const address of known) if (!addresses.includes(address)) withdraw(address, entry.uid);
      for (const address of addresses) {
        settle(address, [...othersAt(address, entry.uid), { entry, yields }]);
        waits.wake(address);
      }
    },
    remove,
    find: (address) => found.get(address),
    waitFor(address, milliseconds) {
      onWait();
      return waits.waitFor(address, milliseconds);
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
    for (const address of pod.addresses) withdraw(address, uid);
  }

  function withdraw(address: string, uid: string): void {
    settle(address, othersAt(address, uid));
  }

  function othersAt(address: string, uid: string): readonly Claim[] {
    return (claims.get(address) ?? []).filter(({ entry }) => entry.uid !== uid);
  }

  function settle(address: string, claimed: readonly Claim[]): void {
    const firm = claimed.filter(({ yields }) => !yields);
    const [winner, ...rivals] = firm.length === 0 ? claimed : firm;
    if (winner === undefined) {
      claims.delete(address);
      found.delete(address);
      return;
    }
    const contested = rivals.length > 0;
    const isNews = contested && found.get(address) !== contestedEntry;
    claims.set(address, claimed);
    found.set(address, contested ? contestedEntry : winner.entry);
    if (isNews)
      onContest(
        address,
        [winner, ...rivals].map(({ entry }) => entry),
      );
  }
}

function nameOf(entry: PodEntry): string {
  return `${entry.namespace}/${entry.name}`;
}
