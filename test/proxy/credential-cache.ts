import test from "ava";
import type { AssumeRoleFailure, AssumeRoleOutcome } from "../../src/aws/assume-role.ts";
import { identityOf, openCache } from "../helpers/proxy-cache.ts";
import { settle } from "../helpers/proxy-clock.ts";
import { issue, roleNamed } from "../helpers/proxy-world.ts";

const minute = 60_000;
const hour = 60 * minute;

test("credentials are fetched when a pod appears, before it asks", async (t) => {
  const { cache, usable } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  t.true(usable(slot));
});

test("pods of one identity share a slot and one call; of another identity they share nothing", async (t) => {
  const { cache, calls } = openCache();
  const one = cache.hold(identityOf("api"));
  t.is(cache.hold({ ...identityOf("api") }), one);
  t.not(cache.hold({ ...identityOf("api"), externalId: "x" }), one);
  t.not(cache.hold({ ...identityOf("api"), sessionName: "x" }), one);
  t.not(cache.hold(identityOf("api", 7200)), one);
  await settle();
  t.is(calls.length, 4);
});

for (const random of [0, 1]) {
  test(`a copy is renewed when between 30 and 35 of its 60 minutes are left: jitter ${random}`, async (t) => {
    const { cache, calls, clock } = openCache(random);
    cache.hold(identityOf("api"));
    await clock.advance(25 * minute);
    t.is(calls.length, 1);
    await clock.advance(5 * minute);
    t.is(calls.length, 2);
  });
}

test("over a day no copy is ever within 15 minutes of its end, and STS is asked about twice an hour", async (t) => {
  const { cache, calls, clock } = openCache();
  const slot = cache.hold(identityOf("api"));
  for (let passed = 0; passed < 24 * hour; passed += minute) {
    await clock.advance(minute);
    t.true(slot.usableUntil + minute - clock.now() >= 15 * minute);
  }
  t.true(calls.length >= 48 && calls.length <= 60, String(calls.length));
});

test("requests that wait share the call under way, and are let go when their time is up while it goes on", async (t) => {
  const { cache, calls, clock, sts, usable } = openCache();
  let answer: (outcome: AssumeRoleOutcome) => void = () => {};
  sts.assume = () => new Promise((resolve) => (answer = resolve));
  const slot = cache.hold(identityOf("api"));
  const waits = Array.from({ length: 50 }, () => cache.settle(slot, 900));
  await clock.advance(900);
  await Promise.all(waits);
  t.false(usable(slot));
  answer(issue(calls[0]!, clock.now()));
  await settle();
  t.true(usable(slot));
  t.is(calls.length, 1);
});

const quiet = test.macro({
  exec: async (t, cause: AssumeRoleFailure, seconds: number, status: number) => {
    // The longest jitter keeps the retry of its own out of the window that is looked at.
    const { cache, calls, clock, fail } = openCache(1);
    fail(cause);
    const slot = cache.hold(identityOf("api"));
    await settle();
    t.is(slot.failure?.answer.status, status);
    const before = calls.length;
    await cache.settle(slot, 900);
    t.is(calls.length, before);
    clock.jump(seconds * 1000);
    await cache.settle(slot, 900);
    t.is(calls.length, before + 1);
  },
  title: (_, cause: AssumeRoleFailure, seconds: number, status: number) =>
    `after "${cause}" requests are answered ${status} from memory for ${seconds} s`,
});

test("a denial is believed for 10, 20, then 30 seconds, however often it is asked about", async (t) => {
  const { cache, calls, clock, fail } = openCache(1);
  fail("denied");
  const slot = cache.hold(identityOf("api"));
  await settle();
  const asked: number[] = [];
  for (let second = 1; second <= 120; second += 1) {
    clock.jump(1_000);
    const before = calls.length;
    await cache.settle(slot, 900);
    if (calls.length > before) asked.push(second);
  }
  t.deepEqual(asked, [10, 30, 60, 90, 120]);
});

test(quiet, "denied", 10, 403);
test(quiet, "refused", 10, 403);
test(quiet, "throttled", 2, 503);
test(quiet, "unreachable", 1, 503);

test("a lasting denial is retried ever more rarely, to once in five minutes", async (t) => {
  const { cache, calls, clock, fail } = openCache(1);
  fail("denied");
  cache.hold(identityOf("api"));
  await clock.advance(hour);
  t.true(calls.length >= 15 && calls.length <= 25, String(calls.length));
});

test("a session that STS finds too long is asked for again with an hour, from then on", async (t) => {
  const { cache, calls, clock, sts, usable } = openCache();
  sts.assume = (request) =>
    request.seconds > 3600
      ? { kind: "failed", cause: "too-long", problem: "session limit" }
      : issue(request, clock.now());
  const slot = cache.hold(identityOf("api", 7200));
  await settle();
  t.true(usable(slot));
  await clock.advance(30 * minute);
  t.deepEqual(
    calls.map((call) => call.seconds),
    [7200, 3600, 3600],
  );
});

test("another identity of that role is not asked for longer, one of another role is", async (t) => {
  const { cache, calls, clock, sts } = openCache();
  sts.assume = (request) =>
    request.seconds > 3600
      ? { kind: "failed", cause: "too-long", problem: "session limit" }
      : issue(request, clock.now());
  cache.hold(identityOf("api", 7200));
  await settle();
  cache.hold({ ...identityOf("api", 7200), externalId: "x" });
  cache.hold(identityOf("invoices", 7200));
  await settle();
  t.deepEqual(
    calls.map((call) => call.seconds),
    [7200, 3600, 3600, 7200, 3600],
  );
});

test("tags are sent with the call, and part identities", async (t) => {
  const { cache, calls } = openCache();
  const tags = [["kubernetes-pod-name", "api-1"]] as const;
  cache.hold({ ...identityOf("api"), tags });
  cache.hold(identityOf("api"));
  await settle();
  t.deepEqual(
    calls.map((call) => call.tags),
    [tags, undefined],
  );
});

test("without a pod that holds the identity nothing is renewed, and what is left is forgotten", async (t) => {
  const { cache, calls, clock } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  cache.release(slot);
  await clock.advance(2 * hour);
  t.is(calls.length, 1);
  t.is(cache.size, 0);
});

test("a pod that follows another of its identity finds the copy that is there", async (t) => {
  const { cache, calls, clock } = openCache();
  const slot = cache.hold(identityOf("api"));
  await settle();
  cache.release(slot);
  await clock.advance(minute);
  t.is(cache.hold(identityOf("api")), slot);
  await settle();
  t.is(calls.length, 1);
});

test("at most eight calls run ahead of requests, and a request does not wait behind them", async (t) => {
  const { cache, calls, sts } = openCache();
  sts.assume = () => new Promise(() => {});
  const slots = Array.from({ length: 20 }, (_, count) => cache.hold(identityOf(`role-${count}`)));
  await settle();
  t.is(calls.length, 8);
  void cache.settle(slots[19]!, 900);
  await settle();
  t.is(calls.length, 9);
  t.is(calls[8]?.role, roleNamed("role-19"));
});

test("what most pods hold is fetched first", async (t) => {
  const { cache, calls } = openCache();
  for (let count = 0; count < 20; count += 1) cache.hold(identityOf(`role-${count}`));
  for (let count = 0; count < 3; count += 1) cache.hold(identityOf("role-17"));
  for (let count = 0; count < 2; count += 1) cache.hold(identityOf("role-12"));
  await settle();
  const names = calls.map((call) => call.role.slice(call.role.indexOf("/") + 1));
  t.deepEqual(names.slice(0, 3), ["role-17", "role-12", "role-0"]);
});
