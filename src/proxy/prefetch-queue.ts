// Runs the calls that no request waits for, a few at a time and those first that most pods would miss.
import type { Timers } from "../timers.ts";
import type { BackOff } from "./back-off.ts";
import type { CredentialSlot } from "./credential-slot.ts";

export interface PrefetchQueue {
  add(slot: CredentialSlot): void;
  /** What was to be fetched is there, or is wanted no longer. */
  remove(slot: CredentialSlot): void;
  clear(): void;
}

export interface PrefetchOptions {
  readonly backOff: BackOff;
  readonly timers: Timers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls under way, those that requests began included. */
  readonly underWay: () => number;
  readonly run: (slot: CredentialSlot) => Promise<void>;
}

/** A request's own call never waits in this queue. */
const mostAtOnce = 8;
/** Milliseconds, where there is no pause to wait for but a request's call that has to end first. */
const shortestWait = 250;

export function createPrefetchQueue({ backOff, timers, now, underWay, run }: PrefetchOptions): PrefetchQueue {
  const waiting = new Set<CredentialSlot>();
  let running = 0;
  let woken = false;
  let cancelTimer: (() => void) | undefined;

  return {
    add(slot) {
      waiting.add(slot);
      wake();
    },
    remove: (slot) => void waiting.delete(slot),
    clear() {
      waiting.clear();
      cancelTimer?.();
    },
  };

  /** Later in the same turn, when all the pods of a list are known: only then is it known what most of them hold. */
  function wake(): void {
    if (woken) return;
    woken = true;
    void Promise.resolve().then(() => {
      woken = false;
      start();
    });
  }

  function start(): void {
    while (running < mostAtOnce && waiting.size > 0) {
      if (!backOff.admits(underWay())) return startLater();
      const slot = mostWanted();
      waiting.delete(slot);
      running += 1;
      void run(slot).finally(() => {
        running -= 1;
        wake();
      });
    }
  }

  function startLater(): void {
    cancelTimer?.();
    cancelTimer = timers.after(Math.max(shortestWait, backOff.remaining()), start);
  }

  /** Pods without usable credentials first, then the identity that most pods hold. */
  function mostWanted(): CredentialSlot {
    const time = now();
    const rank = (slot: CredentialSlot) => (slot.usableUntil <= time ? 1_000_000 : 0) + slot.users;
    return [...waiting].reduce((best, slot) => (rank(slot) > rank(best) ? slot : best));
  }
}
