// Collects what a reading was refused, so that the rest of it is still told.
import { NotPermitted } from "../errors.ts";
import type { Unread } from "./snapshot.ts";

export interface Refusals {
  readonly unread: readonly Unread[];
  /** For `.catch()`: notes a refusal and goes on without the answer; throws everything else. */
  readonly note: (error: unknown) => undefined;
}

export function createRefusals(): Refusals {
  const unread: Unread[] = [];
  return {
    unread,
    note: (error) => {
      if (!(error instanceof NotPermitted)) throw error;
      unread.push({ call: error.call, subject: error.subject, problem: error.message, remedy: error.hint });
      return undefined;
    },
  };
}
