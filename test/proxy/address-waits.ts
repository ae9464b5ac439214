import test from "ava";
import { createAddressWaits } from "../../src/proxy/address-waits.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";

const address = (count: number) => `10.0.${count >> 8}.${count & 255}`;

function open() {
  const clock = createTestClock();
  const waits = createAddressWaits(clock);
  const ended: number[] = [];
  const wait = (count: number) => void waits.waitFor(address(count), 900).then(() => ended.push(count));
  return { clock, waits, ended, wait };
}

test("no more than a thousand wait; the next one is let go at once, until others have ended", async (t) => {
  const { clock, ended, wait } = open();
  for (let count = 0; count < 1_000; count += 1) wait(count);
  wait(1_000);
  await clock.advance(0);
  t.deepEqual(ended, [1_000]);
  await clock.advance(900);
  t.is(ended.length, 1_001);
  wait(2_000);
  await clock.advance(0);
  t.is(ended.length, 1_001);
});

test("one address has fifty that wait, and the others still have theirs", async (t) => {
  const { clock, waits, ended, wait } = open();
  for (let count = 0; count < 60; count += 1) wait(1);
  wait(2);
  await clock.advance(0);
  t.is(ended.length, 10);
  waits.wake(address(1));
  await clock.advance(0);
  t.is(ended.length, 60);
  t.false(ended.includes(2));
});
