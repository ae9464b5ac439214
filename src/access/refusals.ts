// Collects what a reading was refused, so that the rest of it is still told.
import { EndedEarly, NotPermitted } from "../errors.ts";
import type { Unread } from "./snapshot.ts";

export interface Refusals {
  readonly unread: readonly Unread[];
  /** For `.catch()`: notes a refusal and goes on without the answer; throws everything else. */
  readonly note: (error: unknown) => undefined;
  /** The same, for lists of which a part is of no use: it also notes one that ended early. */
  readonly noteGap: (error: unknown) => undefined;
  /** The same, and goes on with what such a list told. */
  readonly noteRest: (error: unknown) => readonly unknown[] | undefined;
}

export function createRefusals(): Refusals {
  const unread: Unread[] = [];
  const note = (error: unknown): undefined => {
    if (!(error instanceof NotPermitted)) throw error;
    unread.push({ call: error.call, subject: error.subject, problem: error.message, remedy: error.hint });
  };
  const noteRest = (error: unknown): readonly unknown[] | undefined => {
    if (!(error instanceof EndedEarly)) return note(error);
    const { call, subject, message: problem, hint: remedy, kept } = error;
    unread.push({ call, subject, problem, remedy, truncatedAfter: kept.length });
    return kept;
  };
  return { unread, note, noteRest, noteGap: (error) => void noteRest(error) };
}
