// Keeps the credentials of every identity that a live pod holds: asked for once, renewed ahead, served while valid.
import type { AssumeRole, AssumeRoleOutcome } from "../aws/assume-role.ts";
import { identityKey } from "../pods/decide-role.ts";
import type { Identity } from "../pods/decide-role.ts";
import { sessionNameOf } from "../pods/session-name.ts";
import type { Timers } from "../timers.ts";
import { createCredentialSlot, failSlot, fillSlot } from "./credential-slot.ts";
import type { CredentialSlot } from "./credential-slot.ts";

export interface CredentialCache {
  /** A pod comes to hold the identity: its credentials are fetched before they are asked for. */
  hold(identity: Identity): CredentialSlot;
  /** A pod no longer holds it. */
  release(slot: CredentialSlot): void;
  /** Fetches for a request: starts a call unless one is under way or has just failed; resolves when it has ended or time is up. */
  settle(slot: CredentialSlot, milliseconds: number): Promise<void>;
  readonly size: number;
  stop(): void;
}

export interface CacheOptions {
  readonly assumeRole: AssumeRole;
  readonly node: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Told of every call to STS. */
  readonly onOutcome: (identity: Identity, outcome: AssumeRoleOutcome, milliseconds: number) => void;
}

/** How many calls run at once for pods that have not asked yet; a request's own call never waits in this queue. */
const mostPrefetches = 8;
/** What role chaining and every role allow. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const alwaysAllowedSeconds = 3_600;
const longestRetry = 5 * 60_000;
/** Keeps a clock that is wrong by a session's length from asking STS in a loop. */
const shortestRenewal = 10_000;

export function createCredentialCache(options: CacheOptions): CredentialCache {
  const { assumeRole, node, now, timers, random, onOutcome } = options;
  const slots = new Map<string, CredentialSlot>();
  const queue: CredentialSlot[] = [];
  let prefetching = 0;

  return {
    hold(identity) {
      const key = identityKey(identity);
      const slot = slots.get(key) ?? createCredentialSlot(key, identity);
      slots.set(key, slot);
      slot.users += 1;
      if (slot.users === 1 && slot.usableUntil <= now() && slot.failure === undefined) prefetch(slot);
      return slot;
    },
    release(slot) {
      slot.users -= 1;
      if (slot.users === 0 && slot.usableUntil <= now()) drop(slot);
    },
    settle(slot, milliseconds) {
      if (slot.pending === undefined && (slot.failure === undefined || slot.failure.until <= now())) void fetch(slot);
      return slot.pending === undefined ? Promise.resolve() : within(slot.pending, milliseconds);
    },
    get size() {
      return slots.size;
    },
    stop() {
      queue.length = 0;
      for (const slot of slots.values()) drop(slot);
    },
  };

  function prefetch(slot: CredentialSlot): void {
    queue.push(slot);
    startPrefetches();
  }

  function startPrefetches(): void {
    while (prefetching < mostPrefetches) {
      const slot = queue.shift();
      if (slot === undefined) return;
      if (slot.users === 0 || slot.usableUntil > now()) continue;
      prefetching += 1;
      void fetch(slot).finally(() => {
        prefetching -= 1;
        startPrefetches();
      });
    }
  }

  /** One call at a time for an identity, however many want it. */
  function fetch(slot: CredentialSlot): Promise<void> {
    slot.pending ??= call(slot).finally(() => {
      slot.pending = undefined;
    });
    return slot.pending;
  }

  async function call(slot: CredentialSlot): Promise<void> {
    let outcome = await ask(slot);
    if (outcome.kind === "failed" && outcome.cause === "too-long" && slot.sessionSeconds > alwaysAllowedSeconds) {
      slot.sessionSeconds = alwaysAllowedSeconds;
      outcome = await ask(slot);
    }
    if (outcome.kind === "assumed") fillSlot(slot, outcome.credentials, now());
    else failSlot(slot, outcome.cause, now());
    // Only a clock that is far off makes fresh credentials useless; requests must not ask for more of them in a row.
    if (outcome.kind === "assumed" && slot.usableUntil <= now()) failSlot(slot, "unreachable", now());
    if (slots.get(slot.key) === slot) schedule(slot, outcome);
  }

  async function ask(slot: CredentialSlot): Promise<AssumeRoleOutcome> {
    const { identity, sessionSeconds: seconds } = slot;
    const { role, externalId } = identity;
    const begun = now();
    const outcome = await assumeRole({ role, externalId, seconds, sessionName: sessionNameOf(identity, node) });
    onOutcome(identity, outcome, now() - begun);
    return outcome;
  }

  function schedule(slot: CredentialSlot, outcome: AssumeRoleOutcome): void {
    slot.cancelTimer?.();
    const delay =
      outcome.kind === "assumed" ? renewalDelay(outcome.credentials.expiresAt - now()) : retryDelay(slot.failures);
    slot.cancelTimer = timers.after(delay, () => {
      if (slot.users === 0) drop(slot);
      else void fetch(slot);
    });
  }

  /** A little before half of what is left, never after: half an hour of an hour is what every client is calm with. */
  function renewalDelay(remaining: number): number {
    return Math.max(shortestRenewal, (remaining / 2) * (0.85 + 0.15 * random()));
  }

  function retryDelay(failures: number): number {
    return Math.min(longestRetry, 1_000 * 2 ** failures) * (0.5 + random() / 2);
  }

  function drop(slot: CredentialSlot): void {
    slot.cancelTimer?.();
    slot.cancelTimer = undefined;
    if (slots.get(slot.key) === slot) slots.delete(slot.key);
  }

  function within(work: Promise<void>, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = timers.after(milliseconds, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }
}
