// A clock that stands still until the test turns it, with the timers that go by it.
import type { Timers } from "../../src/timers.ts";

export interface TestClock extends Timers {
  now(): number;
  /** Moves the clock on, running every timer that comes due, in order, and what each one sets off. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the clock, as a machine's time is set: its timers go by another one, which is not. */
  jump(milliseconds: number): void;
  /** Resolves when a timer has been set that comes due after that many milliseconds from now. */
  untilSet(milliseconds: number): Promise<void>;
}

export function createTestClock(start = Date.parse("2026-11-23T08:00:00Z")): TestClock {
  let time = start;
  let offset = 0;
  let timers: { readonly at: number; readonly task: () => void }[] = [];
  return {
    now: () => time + offset,
    after(milliseconds, task) {
      const timer = { at: time + milliseconds, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        await settle();
        const due = timers.filter((timer) => timer.at <= end).toSorted((one, other) => one.at - other.at)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        time = Math.max(time, due.at);
        due.task();
      }
      time = end;
    },
    jump(milliseconds) {
      offset += milliseconds;
    },
    async untilSet(milliseconds) {
      while (!timers.some((timer) => timer.at === time + milliseconds)) await settle();
    },
  };
}

/** Lets every promise that can go on without a timer do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
