import test from "ava";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { playDay, startDay } from "../helpers/proxy-day.ts";

const minute = 60_000;

/**
 * The clock stands still while pods ask: an answer that waited for STS would never come. So the day ends in time only if
 * no request waits, and `t.timeout` is what says so when one does.
 */
test("in a day of 250 pods with 40 identities no request waits for STS, and nothing that has expired is served", async (t) => {
  t.timeout(600_000, "a request waits for STS");
  const clock = createTestClock();
  const day = await startDay(clock, 250, 40);
  t.teardown(() => day.stop());
  await clock.advance(minute);
  let asked = 0;
  let shortest = Number.POSITIVE_INFINITY;
  let shortestInOutage = Number.POSITIVE_INFINITY;
  const outage = [6 * 60, 6 * 60 + 20] as const;
  await playDay(clock, day, { outage, restartAt: 12 * 60 }, (passed, replies) => {
    for (const { status, body } of replies) {
      if (status !== 200) throw new Error(`answered ${status} at minute ${passed}: ${body}`);
      const left = Date.parse((JSON.parse(body) as { Expiration: string }).Expiration) - clock.now();
      // Copies that could not be renewed are renewed in the minutes that follow.
      if (passed >= outage[0] && passed < outage[1] + 5) shortestInOutage = Math.min(shortestInOutage, left);
      else shortest = Math.min(shortest, left);
      asked += 1;
    }
  });
  t.true(asked > 23_000, String(asked));
  t.true(shortest >= 15 * minute, `${shortest / minute} minutes`);
  t.true(shortestInOutage > minute, `${shortestInOutage / minute} minutes`);
  t.log(
    `${asked} requests; at least ${Math.floor(shortest / minute)} minutes left, ${Math.floor(shortestInOutage / minute)} in the outage`,
  );
});
