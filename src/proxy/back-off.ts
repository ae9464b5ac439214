// Keeps a whole node from asking an STS that throttles, whichever identity it was that heard so.

export interface BackOff {
  /** Whether one more call may be made while that many are under way. */
  admits(underWay: number): boolean;
  /** Milliseconds until the next call may be made. */
  remaining(): number;
  /** STS has said that it is asked too often. */
  throttled(): void;
  /** STS has given any other answer. */
  answered(): void;
}

export interface BackOffOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Between 0 and 1; spreads nodes that were throttled together, as the quota is the account's. */
  readonly random: () => number;
}

const shortest = 1_000;
const longest = 60_000;

/** After a pause one call at a time is let through, until one of them is answered. */
export function createBackOff({ now, random }: BackOffOptions): BackOff {
  let inARow = 0;
  let until = 0;

  return {
    admits: (underWay) => inARow === 0 || (remaining() === 0 && underWay === 0),
    remaining,
    throttled() {
      // Calls that were under way together are throttled together: that is once.
      if (remaining() > 0) return;
      inARow += 1;
      until = now() + Math.min(longest, shortest * 2 ** (inARow - 1)) * (0.5 + random() / 2);
    },
    answered() {
      inARow = 0;
      until = 0;
    },
  };

  /** What is further away than the longest pause was set before the machine's clock was set back. */
  function remaining(): number {
    const wait = until - now();
    return wait > longest ? 0 : Math.max(0, wait);
  }
}
