// Keeps the node's rules standing: set before the proxy serves, looked after while it runs, and left there when it ends.
import type { Timers } from "../../timers.ts";
import type { Firewall, GuardCounts, PutOutcome } from "./firewall.ts";
import type { Interception } from "./interception.ts";

export interface RuleKeeper {
  /** Sets the rules. Fails when they cannot be set. */
  start(): Promise<void>;
  isInPlace(): boolean;
  counts(): GuardCounts;
  /** Without a keeper the rules stay, and what they intercept is refused: pods never reach the node's own role. */
  stop(): void;
}

export interface KeeperOptions {
  readonly firewall: Firewall;
  readonly interception: Interception;
  readonly timers: Timers;
  readonly onRestored: (cause: Exclude<PutOutcome, "same">) => void;
  readonly onFailure: (problem: string) => void;
}

export function createRuleKeeper(options: KeeperOptions): RuleKeeper {
  const { firewall, interception, timers, onRestored, onFailure } = options;
  let inPlace = false;
  let cancel = () => {};
  let stopped = false;

  return {
    async start() {
      await firewall.put(interception);
      inPlace = true;
      schedule();
    },
    isInPlace: () => inPlace,
    counts: () => firewall.counts(),
    stop() {
      stopped = true;
      cancel();
    },
  };

  function schedule(): void {
    if (!stopped) cancel = timers.after(firewall.interval, () => void check());
  }

  async function check(): Promise<void> {
    try {
      const outcome = await firewall.put(interception);
      inPlace = true;
      if (outcome !== "same") onRestored(outcome);
    } catch (error) {
      inPlace = false;
      onFailure(error instanceof Error ? error.message : String(error));
    }
    schedule();
  }
}
