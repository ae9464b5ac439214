// Keeps the node's rules standing: set before the proxy serves, looked after while it runs, and left there when it ends.
import type { Timers } from "../../timers.ts";
import type { Firewall, GuardCounts, Hearing, PutOutcome } from "./firewall.ts";
import type { Interception } from "./interception.ts";

export interface RuleKeeper {
  /** Sets the rules. Fails when they cannot be set. */
  start(): Promise<void>;
  isInPlace(): boolean;
  /** Whether changes are heard of as they are made, and not only found at the next look. */
  hearsChanges(): boolean;
  counts(): GuardCounts;
  /** Without a keeper the rules stay, and what they intercept is refused: pods never reach the node's own role. */
  stop(): void;
}

export interface KeeperOptions {
  readonly firewall: Firewall;
  readonly interception: Interception;
  readonly now: () => number;
  readonly timers: Timers;
  /** `by`: who changed them, where that was heard. */
  readonly onRestored: (cause: Exclude<PutOutcome, "same">, by: string | undefined) => void;
  readonly onFailure: (problem: string) => void;
  /** Changes are not heard of, or no longer: they are found at the next look. Told once until they are heard again. */
  readonly onDeaf: (problem: string) => void;
}

const shortestPause = 5_000;
const longestPause = 15_000;
/** A node can have tens of thousands of rules, and reading them all must not become its work. */
const pausePerCheck = 30;
/** Where it ends each time, because there are too many rules or the program is not there, trying costs more than it gives. */
const shortestDeafness = 30_000;
const longestDeafness = 3_600_000;

export function createRuleKeeper(options: KeeperOptions): RuleKeeper {
  const { firewall, interception, now, timers, onRestored, onFailure, onDeaf } = options;
  let inPlace = false;
  let cancelLook = () => {};
  let cancelHearing = () => {};
  let cancelRest = () => {};
  let hearing: Hearing | undefined;
  let isDeafnessTold = false;
  let deafness = shortestDeafness;
  let looking = false;
  let resting = false;
  /** Who made the last change that was heard and not looked at yet. */
  let heard: string | undefined;
  let stopped = false;

  return {
    async start() {
      await firewall.put(interception);
      inPlace = true;
      hear();
      // How long it took says nothing yet: programs were tried, and what others had left was looked for.
      schedule(0);
    },
    isInPlace: () => inPlace,
    hearsChanges: () => hearing !== undefined,
    counts: () => firewall.counts(),
    stop() {
      stopped = true;
      cancelLook();
      cancelHearing();
      cancelRest();
      hearing?.stop();
    },
  };

  function schedule(taken: number): void {
    const pause = Math.min(longestPause, Math.max(shortestPause, taken * pausePerCheck));
    if (!stopped) cancelLook = timers.after(pause, () => void look());
  }

  function hear(): void {
    hearing = firewall.hear?.({
      changed(by) {
        isDeafnessTold = false;
        deafness = shortestDeafness;
        heard = by;
        lookAtWhatWasHeard();
      },
      ended(problem) {
        hearing = undefined;
        if (!isDeafnessTold) onDeaf(problem);
        isDeafnessTold = true;
        if (!stopped) cancelHearing = timers.after(deafness, hear);
        deafness = Math.min(longestDeafness, deafness * 2);
      },
    });
  }

  /** At once, unless that was done just now: two programs that both insist must not keep a core busy. */
  function lookAtWhatWasHeard(): void {
    if (stopped || looking || resting || heard === undefined) return;
    cancelLook();
    void look();
  }

  async function look(): Promise<void> {
    const begun = now();
    const by = heard;
    heard = undefined;
    looking = true;
    let outcome: PutOutcome = "same";
    try {
      outcome = await firewall.put(interception);
      inPlace = true;
      if (outcome !== "same") onRestored(outcome, by);
    } catch (error) {
      inPlace = false;
      onFailure(error instanceof Error ? error.message : String(error));
    }
    looking = false;
    const taken = now() - begun;
    schedule(taken);
    if (by !== undefined) rest(outcome === "same" ? Math.min(longestPause, taken * pausePerCheck) : shortestPause);
    lookAtWhatWasHeard();
  }

  function rest(pause: number): void {
    resting = true;
    cancelRest();
    cancelRest = timers.after(pause, () => {
      resting = false;
      lookAtWhatWasHeard();
    });
  }
}
