// What one reading of node roles' sources gives: those found, and what was refused.
import type { Unread } from "../access/snapshot.ts";
import type { NodeSource } from "../nodes/node-source.ts";

export interface NodeSourceReading {
  readonly found: readonly NodeSource[];
  /** May hide a source. */
  readonly unread: readonly Unread[];
  /** Hides no source, only what it says of the metadata service. */
  readonly unreadAdvice?: readonly Unread[];
}
