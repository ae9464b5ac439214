// Takes the startup taint off the proxy's node, once pods there can be served, so that none of them starts before.
import type { RemoveTaint } from "../kube/change-node.ts";
import type { Timers } from "../timers.ts";
import type { Observer } from "./observer.ts";

export interface UntaintOptions {
  /** Absent where nodes have no such taint. */
  readonly key: string | undefined;
  readonly node: string;
  readonly removeTaint: RemoveTaint;
  readonly isReady: () => boolean;
  readonly timers: Timers;
  readonly observer: Pick<Observer, "untainted" | "tainted">;
}

/** Milliseconds: nodes wait for it, and a look costs nothing. */
const betweenLooks = 200;
/** After a failure, twice as long each time. */
const shortestPause = 1_000;
const longestPause = 60_000;

/** Tries until it is off; a node that has no such taint is left as it is. */
export function untaintNode(options: UntaintOptions): { stop(): void } {
  const { key, node, removeTaint, isReady, timers, observer } = options;
  let failures = 0;
  let stopped = key === undefined;
  let cancel = () => {};
  if (key !== undefined) void look(key);

  return {
    stop() {
      stopped = true;
      cancel();
    },
  };

  async function look(taint: string): Promise<void> {
    if (stopped) return;
    const wait = isReady() ? await remove(taint) : betweenLooks;
    if (wait !== undefined && !stopped) cancel = timers.after(wait, () => void look(taint));
  }

  /** Milliseconds until the next try; none when it is off. */
  async function remove(taint: string): Promise<number | undefined> {
    try {
      if ((await removeTaint(node, taint)) === "removed") observer.untainted(taint);
      return undefined;
    } catch (error) {
      observer.tainted(taint, error instanceof Error ? error.message : String(error));
      failures += 1;
      return Math.min(longestPause, shortestPause * 2 ** (failures - 1));
    }
  }
}
