// Timers as a value, so that whatever waits can be tested with a clock that a test turns by hand.

export interface Timers {
  /** Runs the task once after that many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, task: () => void): () => void;
}

/** 24 days. Node would run anything longer at once. */
const longest = 2 ** 31 - 1;

/** Real timers. Those of a daemon's background work never keep the process alive on their own. */
export const systemTimers: Timers = {
  after(milliseconds, task) {
    const timer = setTimeout(task, Math.min(milliseconds, longest));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after that many milliseconds, or as soon as the signal is aborted. */
export function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = timers.after(milliseconds, finish);
    signal.addEventListener("abort", finish);
  });
}
