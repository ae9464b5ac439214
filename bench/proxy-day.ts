// Measures whether the proxy's memory stays flat through a simulated day of 250 pods and 40 identities.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTestClock } from "../test/helpers/proxy-clock.ts";
import { playDay, startDay } from "../test/helpers/proxy-day.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const clock = createTestClock();
const day = await startDay(clock, 250, 40);
await clock.advance(60_000);
const heap: number[] = [];
const resident: number[] = [];
await playDay(clock, day, { outage: [6 * 60, 6 * 60 + 20] }, (minute, replies) => {
  const failed = replies.find(({ status }) => status !== 200);
  if (failed !== undefined) throw new Error(`Answered ${failed.status} at minute ${minute}: ${failed.body}`);
  // What the harness itself remembers is not the proxy's.
  for (const list of [day.world.calls, day.world.lines, day.world.upstream, day.world.events]) list.length = 0;
  if (minute % 10 !== 9) return;
  collect();
  heap.push(process.memoryUsage().heapUsed);
  resident.push(process.memoryUsage.rss());
});
await day.stop();

/** Of the samples of one quarter of the day. */
function mean(samples: readonly number[], quarter: number): number {
  const part = samples.slice((samples.length / 4) * quarter, (samples.length / 4) * (quarter + 1));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

for (const [name, samples] of [
  ["heap in use", heap],
  ["resident", resident],
] as const) {
  const quarters = [0, 1, 2, 3].map((quarter) => (mean(samples, quarter) / 2 ** 20).toFixed(1));
  const ratio = mean(samples, 3) / mean(samples, 1);
  console.log(`${name}: ${quarters.join(", ")} MB by quarter of the day; last / second ${ratio.toFixed(3)}`);
}
