// Knows whether the node has credentials to assume roles with, without asking for them whenever somebody wonders.
import type { Timers } from "../timers.ts";

export interface NodeCredentialsCheck {
  arePresent(): boolean;
  stop(): void;
}

export interface CheckOptions {
  /** Answers from memory while what it has is fresh. */
  readonly read: () => Promise<unknown>;
  readonly timers: Timers;
  readonly onFailure: (problem: string) => void;
}

const patience = { present: 60_000, absent: 5_000 } as const;

export function checkNodeCredentials({ read, timers, onFailure }: CheckOptions): NodeCredentialsCheck {
  let state: keyof typeof patience = "absent";
  let cancel = () => {};
  let stopped = false;
  void check();

  return {
    arePresent: () => state === "present",
    stop() {
      stopped = true;
      cancel();
    },
  };

  async function check(): Promise<void> {
    try {
      await read();
      state = "present";
    } catch (error) {
      state = "absent";
      onFailure(error instanceof Error ? error.message : String(error));
    }
    if (!stopped) cancel = timers.after(patience[state], () => void check());
  }
}
