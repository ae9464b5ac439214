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
  readonly now: () => number;
  readonly timers: Timers;
  readonly onRestored: (cause: Exclude<PutOutcome, "same">) => void;
  readonly onFailure: (problem: string) => void;
}

const shortestPause = 5_000;
const longestPause = 15_000;
/** A node can have tens of thousands of rules, and reading them all must not become its work. */
const pausePerCheck = 30;

export function createRuleKeeper(options: KeeperOptions): RuleKeeper {
  const { firewall, interception, now, timers, onRestored, onFailure } = options;
  let inPlace = false;
  let cancel = () => {};
  let stopped = false;

  return {
    async start() {
      await firewall.put(interception);
      inPlace = true;
      // How long it took says nothing yet: programs were tried, and what others had left was looked for.
      schedule(0);
    },
    isInPlace: () => inPlace,
    counts: () => firewall.counts(),
    stop() {
      stopped = true;
      cancel();
    },
  };

  function schedule(taken: number): void {
    const pause = Math.min(longestPause, Math.max(shortestPause, taken * pausePerCheck));
    if (!stopped) cancel = timers.after(pause, () => void check());
  }

  async function check(): Promise<void> {
    const begun = now();
    try {
      const outcome = await firewall.put(interception);
      inPlace = true;
      if (outcome !== "same") onRestored(outcome);
    } catch (error) {
      inPlace = false;
      onFailure(error instanceof Error ? error.message : String(error));
    }
    schedule(now() - begun);
  }
}
