import test from "ava";
import { identityOf, openCache } from "../helpers/proxy-cache.ts";
import { settle } from "../helpers/proxy-clock.ts";
import { issue } from "../helpers/proxy-world.ts";

const minute = 60_000;
const hour = 60 * minute;

test("while STS is down the copy is served to its last minute, then there is none, then it comes back by itself", async (t) => {
  const { cache, clock, fail, sts, usable } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  const { document } = slot;
  fail("unreachable");
  await clock.advance(58 * minute);
  t.true(usable(slot));
  t.is(slot.document, document);
  await clock.advance(2 * minute);
  t.false(usable(slot));
  sts.assume = (request) => issue(request, clock.now());
  await clock.advance(5 * minute);
  t.true(usable(slot));
  t.not(slot.document, document);
});

test("a clock set forward ends a copy, and the next request fetches another", async (t) => {
  const { cache, clock, usable } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  clock.jump(2 * hour);
  t.false(usable(slot));
  await cache.settle(slot, 900);
  t.true(usable(slot));
});

test("by a clock that is wrong by hours copies are served for as long as STS says, renewed in time, and not asked for again and again", async (t) => {
  for (const wrong of [2 * hour, -2 * hour]) {
    const { cache, calls, clock, sts, fail, usable } = openCache();
    sts.assume = (request) => issue(request, clock.now() - wrong);
    const slot = cache.hold(identityOf("api"));
    await settle();
    t.true(usable(slot));
    await clock.advance(29 * minute);
    t.is(calls.length, 2);
    fail("unreachable");
    await clock.advance(57 * minute);
    t.true(usable(slot));
    await clock.advance(minute);
    t.false(usable(slot));
  }
});

test("an STS that throttles one identity is not asked about any, until the pause is over; then about one at a time", async (t) => {
  const { cache, calls, clock, fail, sts, usable } = openCache(1);
  fail("throttled");
  const slots = Array.from({ length: 30 }, (_, count) => cache.hold(identityOf(`role-${count}`)));
  await settle();
  t.is(calls.length, 8, "those that were under way together");
  for (const slot of slots) await cache.settle(slot, 900);
  t.is(calls.length, 8);
  await clock.advance(1_000);
  t.is(calls.length, 9);
  await clock.advance(1_900);
  t.is(calls.length, 9);
  await clock.advance(200);
  t.is(calls.length, 10);
  sts.assume = (request) => issue(request, clock.now());
  await clock.advance(4_000);
  t.true(slots.every(usable));
  t.is(calls.length, 40);
});

test("while STS throttles, copies are served, and pauses grow to a minute", async (t) => {
  const { cache, calls, clock, fail, usable } = openCache(1);
  const slot = cache.hold(identityOf("api"));
  await settle();
  fail("throttled");
  await clock.advance(58 * minute);
  t.true(usable(slot));
  t.true(calls.length >= 30 && calls.length <= 45, String(calls.length));
});

test("one success after an outage brings back all the others, without waiting for their own next attempt", async (t) => {
  const { cache, clock, fail, sts, usable } = openCache(1);
  fail("unreachable");
  const slots = Array.from({ length: 30 }, (_, count) => cache.hold(identityOf(`role-${count}`)));
  await clock.advance(20 * minute);
  sts.assume = (request) => issue(request, clock.now());
  clock.jump(1_000);
  await cache.settle(slots[7]!, 900);
  await settle();
  await settle();
  t.true(slots.every(usable));
});

test("a clock set back does not prolong a copy, nor the time for which a failure is believed", async (t) => {
  const { cache, calls, clock, fail, usable } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  fail("unreachable");
  clock.jump(-2 * hour);
  await clock.advance(58 * minute);
  t.true(usable(slot));
  await clock.advance(1.5 * minute);
  t.false(usable(slot));
  clock.jump(-2 * hour);
  const before = calls.length;
  await cache.settle(slot, 900);
  t.is(calls.length, before + 1);
});

test("a session taken while the clock was slow is renewed in time, although it looks longer than it is", async (t) => {
  const { cache, calls, clock, sts } = openCache();
  sts.assume = (request) => issue(request, clock.now() + 2 * hour);
  cache.hold(identityOf("api"));
  await settle();
  await clock.advance(30 * minute);
  t.is(calls.length, 2);
});

test("credentials that are already expired do not make STS be asked in a loop", async (t) => {
  const { cache, calls, clock, sts } = openCache();
  sts.assume = (request) => {
    const outcome = issue(request, clock.now() - 2 * hour);
    if (outcome.kind === "failed") return outcome;
    return { ...outcome, credentials: { ...outcome.credentials, remaining: -hour } };
  };
  const slot = cache.hold(identityOf("api"));
  await settle();
  await cache.settle(slot, 900);
  t.is(calls.length, 1);
  await clock.advance(minute);
  t.true(calls.length <= 7, String(calls.length));
});
