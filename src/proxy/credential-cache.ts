// Keeps the credentials of every identity that a live pod holds: asked for once, renewed ahead, served while valid.
import type { AssumeRole, AssumeRoleFailure, AssumeRoleOutcome, RoleCredentials } from "../aws/assume-role.ts";
import type { RoleArn } from "../iam/arn.ts";
import { identityKey } from "../pods/decide-role.ts";
import type { Identity } from "../pods/identity.ts";
import { sessionNameOf } from "../pods/session-name.ts";
import type { Timers } from "../timers.ts";
import { createBackOff } from "./back-off.ts";
import { createCredentialSlot, failSlot, fillSlot, unusable } from "./credential-slot.ts";
import type { CredentialSlot } from "./credential-slot.ts";
import { createPrefetchQueue } from "./prefetch-queue.ts";
import { isAnswer, isQuiet, renewalDelay, retryDelay } from "./when-to-ask.ts";

export interface CredentialCache {
  /** A pod comes to hold the identity: its credentials are fetched before they are asked for. */
  hold(identity: Identity): CredentialSlot;
  /** A pod no longer holds it. */
  release(slot: CredentialSlot): void;
  /** Fetches for a request: starts a call unless one is under way or has just failed; resolves when it has ended or time is up. */
  settle(slot: CredentialSlot, milliseconds: number): Promise<void>;
  readonly size: number;
  outlook(): CredentialOutlook;
  stop(): void;
}

/** Of the identities that live pods hold. */
export interface CredentialOutlook {
  /** How many have no usable copy. */
  readonly without: number;
  /** When the first of the others ends, by the node's clock; absent where all are without. */
  readonly firstEnd: number | undefined;
}

export interface CacheOptions {
  readonly assumeRole: AssumeRole;
  readonly node: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** These go by a clock that is never set, as the machine's own do. */
  readonly timers: Timers;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Told of every call to STS. */
  readonly onOutcome: (identity: Identity, outcome: AssumeRoleOutcome, milliseconds: number) => void;
}

/** What role chaining and every role allow. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const alwaysAllowedSeconds = 3_600;
const mostShortened = 1_000;

export function createCredentialCache(options: CacheOptions): CredentialCache {
  const { assumeRole, node, now, timers, random, onOutcome } = options;
  const slots = new Map<string, CredentialSlot>();
  /** Roles that STS gives no longer session than an hour of, whichever identity asks. */
  const shortened = new Set<RoleArn>();
  const backOff = createBackOff({ now, random });
  let underWay = 0;
  const queue = createPrefetchQueue({ backOff, timers, now, underWay: () => underWay, run: renew });

  return {
    hold(identity) {
      const key = identityKey(identity);
      const slot = slots.get(key) ?? createCredentialSlot(key, identity);
      slots.set(key, slot);
      slot.users += 1;
      if (slot.users === 1 && slot.usableUntil <= now() && slot.failure === undefined) queue.add(slot);
      return slot;
    },
    release(slot) {
      slot.users -= 1;
      if (slot.users === 0 && slot.usableUntil <= now()) drop(slot);
    },
    settle(slot, milliseconds) {
      if (slot.pending === undefined && !isQuiet(slot.failure?.until, now()) && backOff.admits(underWay)) {
        void fetch(slot);
      }
      return slot.pending === undefined ? Promise.resolve() : within(slot.pending, milliseconds);
    },
    get size() {
      return slots.size;
    },
    outlook() {
      const time = now();
      const ends = [...slots.values()].filter(({ users }) => users > 0).map(({ usableUntil }) => usableUntil);
      const usable = ends.filter((end) => end > time);
      const firstEnd = usable.length === 0 ? undefined : Math.min(...usable) + unusable;
      return { without: ends.length - usable.length, firstEnd };
    },
    stop() {
      queue.clear();
      for (const slot of slots.values()) drop(slot);
    },
  };

  /** One call at a time for an identity, however many want it. */
  function fetch(slot: CredentialSlot): Promise<void> {
    slot.pending ??= call(slot).finally(() => {
      slot.pending = undefined;
    });
    return slot.pending;
  }

  async function call(slot: CredentialSlot): Promise<void> {
    const { role, sessionSeconds } = slot.identity;
    const short = sessionSeconds > alwaysAllowedSeconds && shortened.has(role);
    let seconds = short ? alwaysAllowedSeconds : sessionSeconds;
    let outcome = await ask(slot, seconds);
    if (outcome.kind === "failed" && outcome.cause === "too-long" && seconds > alwaysAllowedSeconds) {
      if (shortened.size >= mostShortened) shortened.clear();
      shortened.add(role);
      seconds = alwaysAllowedSeconds;
      outcome = await ask(slot, seconds);
    }
    settleOutcome(slot, outcome, seconds);
  }

  async function ask(slot: CredentialSlot, seconds: number): Promise<AssumeRoleOutcome> {
    const { identity } = slot;
    const { role, externalId, tags } = identity;
    const begun = now();
    underWay += 1;
    const sessionName = sessionNameOf(identity, node);
    const outcome = await assumeRole({ role, externalId, seconds, sessionName, ...(tags !== undefined && { tags }) });
    underWay -= 1;
    if (outcome.kind === "assumed" || isAnswer(outcome.cause)) backOff.answered();
    else if (outcome.cause === "throttled") backOff.throttled();
    onOutcome(identity, outcome, Math.max(0, now() - begun));
    return outcome;
  }

  function settleOutcome(slot: CredentialSlot, outcome: AssumeRoleOutcome, seconds: number): void {
    slot.cancelRenewal?.();
    slot.cancelRenewal = undefined;
    const hadFailed = slot.failure !== undefined;
    if (outcome.kind === "failed") failSlot(slot, outcome.cause, now());
    else fill(slot, outcome.credentials, seconds * 1000);
    // Its last pod may have gone meanwhile.
    if (slots.get(slot.key) !== slot) return drop(slot);
    if (outcome.kind === "failed") return retryLater(slot, outcome.cause);
    if (hadFailed) retryUnreachable();
  }

  function fill(slot: CredentialSlot, credentials: RoleCredentials, asked: number): void {
    // No session is longer than what was asked for, however it looks.
    const life = Math.min(asked, credentials.remaining);
    fillSlot(slot, credentials, now(), life);
    queue.remove(slot);
    slot.cancelRenewal = timers.after(renewalDelay(life, random()), () => queue.add(slot));
    slot.cancelExpiry?.();
    slot.cancelExpiry = timers.after(life - unusable, () => {
      slot.usableUntil = 0;
    });
    // What is as good as over when it comes is of no use, and requests must not ask for more of it in a row.
    if (slot.usableUntil <= now()) failSlot(slot, "unreachable", now());
  }

  function retryLater(slot: CredentialSlot, cause: AssumeRoleFailure): void {
    // The queue waits for as long as everybody has to.
    if (cause === "throttled") queue.add(slot);
    else slot.cancelRenewal = timers.after(retryDelay(cause, slot.failures, random()), () => queue.add(slot));
  }

  /** One success shows that STS can be reached again: the others need not wait for their own next attempt. */
  function retryUnreachable(): void {
    for (const slot of slots.values()) {
      if (slot.failure?.cause === "unreachable" && slot.pending === undefined) queue.add(slot);
    }
  }

  /** From the queue: renews, unless nobody holds the identity any more. */
  function renew(slot: CredentialSlot): Promise<void> {
    if (slot.users > 0) return fetch(slot);
    drop(slot);
    return Promise.resolve();
  }

  function drop(slot: CredentialSlot): void {
    slot.cancelRenewal?.();
    slot.cancelExpiry?.();
    queue.remove(slot);
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
