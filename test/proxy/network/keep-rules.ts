import test from "ava";
import type { Firewall, PutOutcome } from "../../../src/proxy/network/firewall.ts";
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
  };
  const keeper = createRuleKeeper({
    ...{ firewall, interception, now: clock.now, timers: clock },
    onRestored: (cause) => void told.push(cause),
    onFailure: (problem) => void told.push(problem),
  });
  return { clock, told, keeper, looks: () => looks };
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
