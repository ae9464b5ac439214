// Writes Events one after the other, counts repetitions instead of writing them, and never holds anybody up.
import { createHash } from "node:crypto";
import type { EventRecord, EventSubject, WriteEvent } from "../kube/change-events.ts";
import type { Timers } from "../timers.ts";

export interface EventText {
  /** One word in CamelCase. */
  readonly reason: string;
  /** What happened and what mends it. */
  readonly message: string;
}

export interface EventRecorder {
  tell(subject: EventSubject, text: EventText): void;
  stop(): void;
}

export interface EventRecorderOptions {
  readonly write: WriteEvent;
  readonly node: string;
  readonly now: () => number;
  readonly timers: Timers;
  readonly onOutcome: (outcome: EventOutcome, problem?: string) => void;
}

/** `dropped`: too many are waiting already. */
export type EventOutcome = "written" | "failed" | "dropped";

/** Milliseconds in which the same event of the same pod is only counted. */
const quiet = 5 * 60_000;
/** Milliseconds between two writes: a node that starts with 250 refused pods is no load for the API server. */
const pace = 200;
const mostRemembered = 1_000;

interface Remembered {
  record: EventRecord;
  writtenAt: number;
}

export function createEventRecorder({ write, node, now, timers, onOutcome }: EventRecorderOptions): EventRecorder {
  const remembered = new Map<string, Remembered>();
  const waiting = new Set<Remembered>();
  let isWriting = false;
  let stopped = false;

  return {
    tell(subject, text) {
      const key = keyOf(subject, text);
      const before = remembered.get(key);
      const entry = before ?? { record: first(subject, text), writtenAt: -Infinity };
      if (before !== undefined) before.record = again(before.record);
      remember(key, entry);
      if (now() - entry.writtenAt < quiet || waiting.has(entry)) return;
      if (waiting.size >= mostRemembered) return onOutcome("dropped");
      waiting.add(entry);
      if (!isWriting) void writeNext();
    },
    stop() {
      stopped = true;
      waiting.clear();
    },
  };

  function first(subject: EventSubject, { reason, message }: EventText): EventRecord {
    const time = now();
    return { subject, name: nameOf(subject, time), reason, message, count: 1, firstAt: time, lastAt: time, node };
  }

  function again(record: EventRecord): EventRecord {
    return { ...record, count: record.count + 1, lastAt: now() };
  }

  /** A map lists its oldest entry first, and what was told last is the youngest. */
  function remember(key: string, entry: Remembered): void {
    remembered.delete(key);
    remembered.set(key, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function writeNext(): Promise<void> {
    const [entry] = waiting;
    isWriting = entry !== undefined && !stopped;
    if (entry === undefined || stopped) return;
    waiting.delete(entry);
    // A failed one is tried again when it happens again, and not before.
    entry.writtenAt = now();
    try {
      await write(entry.record);
      onOutcome("written");
    } catch (error) {
      onOutcome("failed", error instanceof Error ? error.message : String(error));
    }
    timers.after(pace, () => void writeNext());
  }
}

function keyOf({ uid }: EventSubject, { reason, message }: EventText): string {
  return `${uid} ${reason} ${message}`;
}

/** As client libraries name events: the object, and a number that tells this event from its others. */
function nameOf({ name, uid }: EventSubject, time: number): string {
  const suffix = createHash("sha256").update(`${uid} ${time} ${sequence++}`).digest("hex").slice(0, 16);
  return `${name.slice(0, 230).replace(/[^a-z0-9]+$/, "")}.${suffix}`;
}

let sequence = 0;
