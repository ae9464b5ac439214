import test from "ava";
import type { ChangeListener, Firewall, PutOutcome } from "../../../src/proxy/network/firewall.ts";
import type { Interception } from "../../../src/proxy/network/interception.ts";
import { createRuleKeeper } from "../../../src/proxy/network/keep-rules.ts";
import { noCounts } from "../../../src/proxy/network/read-counts.ts";
import { createTestClock } from "../../helpers/proxy-clock.ts";

const interception: Interception = { include: ["eni+"], exclude: [], targets: { ipv4: undefined, ipv6: undefined } };

/** `outcomes`: of every look, the last one for ever. */
function open(outcomes: (PutOutcome | Error)[], taken = 20) {
  const clock = createTestClock();
  const told: string[] = [];
  let looks = 0;
  const listeners: ChangeListener[] = [];
  let stops = 0;
  const firewall: Firewall = {
    name: () => "model",
    async put() {
      const outcome = outcomes[Math.min(looks, outcomes.length - 1)] ?? "same";
      looks += 1;
      clock.jump(taken);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    counts: () => noCounts,
    hear(listener) {
      listeners.push(listener);
      return { stop: () => void (stops += 1) };
    },
  };
  const keeper = createRuleKeeper({
    ...{ firewall, interception, now: clock.now, timers: clock },
    onRestored: (cause, by) => void told.push(by === undefined ? cause : `${cause} by ${by}`),
    onFailure: (problem) => void told.push(problem),
    onDeaf: (problem) => void told.push(`deaf: ${problem}`),
  });
  return { clock, told, keeper, listeners, looks: () => looks, stops: () => stops };
}

test("rules that cannot be set are a reason not to start", async (t) => {
  const { keeper, looks, clock } = open([new Error("nft: Operation not permitted")]);
  await t.throwsAsync(keeper.start(), { message: "nft: Operation not permitted" });
  t.false(keeper.isInPlace());
  await clock.advance(60_000);
  t.is(looks(), 1);
});

test("rules are looked at every five seconds, and only a change is told", async (t) => {
  const { keeper, looks, clock, told } = open(["missing", "same", "same", "changed", "same"]);
  await keeper.start();
  t.true(keeper.isInPlace());
  await clock.advance(10_100);
  t.deepEqual(told, []);
  await clock.advance(10_100);
  t.deepEqual(told, ["changed"]);
  t.is(looks(), 5);
});

test("where reading takes long it is done more rarely, but at least four times a minute", async (t) => {
  const slow = open(["same"], 300);
  await slow.keeper.start();
  await slow.clock.advance(5_000);
  t.is(slow.looks(), 2);
  await slow.clock.advance(8_900);
  t.is(slow.looks(), 2);
  await slow.clock.advance(500);
  t.is(slow.looks(), 3);
  const slowest = open(["same"], 20_000);
  await slowest.keeper.start();
  await slowest.clock.advance(5_000);
  await slowest.clock.advance(15_000);
  t.is(slowest.looks(), 3);
});

test("while they cannot be looked after they are not taken to be in place, and it is tried again", async (t) => {
  const { keeper, clock, told } = open(["missing", new Error("xtables lock"), "same"]);
  await keeper.start();
  await clock.advance(5_100);
  t.false(keeper.isInPlace());
  t.deepEqual(told, ["xtables lock"]);
  await clock.advance(5_100);
  t.true(keeper.isInPlace());
});

test("after the end nothing is looked at, and what stands is left", async (t) => {
  const { keeper, clock, looks } = open(["same"]);
  await keeper.start();
  keeper.stop();
  await clock.advance(60_000);
  t.is(looks(), 1);
});

test("what is heard is looked at at once, and who did it is told", async (t) => {
  const { keeper, clock, told, listeners, looks } = open(["missing", "missing", "same"]);
  await keeper.start();
  t.true(keeper.hearsChanges());
  listeners[0]?.changed("nft (process 7)");
  await clock.advance(0);
  t.deepEqual(told, ["missing by nft (process 7)"]);
  await clock.advance(4_900);
  t.is(looks(), 2, "the next look is an interval away again");
  await clock.advance(200);
  t.is(looks(), 3);
});

test("of what is heard while they are looked at, nothing is missed", async (t) => {
  const { keeper, clock, told, listeners, looks } = open(["missing", "same", "changed", "same"]);
  await keeper.start();
  listeners[0]?.changed("first");
  listeners[0]?.changed("second");
  listeners[0]?.changed("third");
  await clock.advance(1_000);
  t.is(looks(), 3);
  t.deepEqual(told, ["changed by third"]);
});

test("two programs that both insist take turns at the interval, and no faster", async (t) => {
  const { keeper, clock, listeners, looks } = open(["changed"]);
  await keeper.start();
  for (let count = 0; count < 600; count += 1) {
    listeners[0]?.changed("another proxy");
    await clock.advance(100);
  }
  t.true(looks() >= 12 && looks() <= 14, `${looks()} looks in a minute`);
});

test("changes that are none of ours are looked at as rarely as reading is dear", async (t) => {
  const { keeper, clock, listeners, looks } = open(["same"], 300);
  await keeper.start();
  for (let count = 0; count < 600; count += 1) {
    listeners[0]?.changed("kube-proxy");
    await clock.advance(100);
  }
  t.true(looks() <= 9, `${looks()} looks in a minute`);
});

test("when nothing is heard any more, changes are found at the interval, and hearing is tried again", async (t) => {
  const { keeper, clock, told, listeners } = open(["missing", "changed", "same"]);
  await keeper.start();
  listeners[0]?.ended("nft monitor: ended with 1");
  t.false(keeper.hearsChanges());
  await clock.advance(5_100);
  t.deepEqual(told, ["deaf: nft monitor: ended with 1", "changed"]);
  await clock.advance(25_000);
  t.is(listeners.length, 2);
  t.true(keeper.hearsChanges());
  listeners[1]?.ended("nft monitor: ended with 1");
  t.is(told.length, 2, "said once");
  for (let count = 2; count < 12; count += 1) {
    await clock.advance(3_600_000);
    listeners.at(-1)?.ended("nft monitor: ended with 1");
  }
  t.true(listeners.length <= 13, `${listeners.length} tries in ten hours`);
});

test("after the end nothing is heard either", async (t) => {
  const { keeper, clock, listeners, looks, stops } = open(["same"]);
  await keeper.start();
  keeper.stop();
  t.is(stops(), 1);
  listeners[0]?.changed("somebody");
  await clock.advance(60_000);
  t.is(looks(), 1);
});
