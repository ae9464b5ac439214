// Time in which this process could do something: what a busy machine takes from it does not count.

export interface OwnTime {
  /** Milliseconds, in steps of ten. */
  passed(): number;
  stop(): void;
}

const step = 10;

/**
 * For limits that say how long the program itself may wait. A timer that comes late counts once, however late it is:
 * on an idle machine this is the time of the clock, on a busy one it is less, and never more.
 */
export function startOwnTime(): OwnTime {
  let steps = 0;
  const timer = setInterval(() => (steps += 1), step);
  return { passed: () => steps * step, stop: () => clearInterval(timer) };
}
