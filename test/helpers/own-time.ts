// Time in which this process could do something: what a busy machine takes from it does not count.
import { readFileSync } from "node:fs";

export interface OwnTime {
  /** Milliseconds, in steps of ten. */
  passed(): number;
  stop(): void;
}

const step = 10;

/**
 * For limits that say how long the program itself may wait. A timer that comes late counts once, however late it is, but
 * the processor's time of this thread counts whole: what blocks it is no wait for anything. On an idle machine this is the
 * time of the clock, on a busy one it is less, and never more.
 */
export function startOwnTime(): OwnTime {
  const begun = onProcessor();
  let steps = 0;
  const timer = setInterval(() => (steps += 1), step);
  return { passed: () => Math.max(steps * step, onProcessor() - begun), stop: () => clearInterval(timer) };
}

/** Milliseconds, of this thread; 0 where the system does not tell: https://docs.kernel.org/scheduler/sched-stats.html */
function onProcessor(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
}
