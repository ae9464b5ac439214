// Counting what each address asks for.
import test from "ava";
import { createRateLimit } from "../../src/proxy/rate-limit.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";

function open() {
  const clock = createTestClock();
  const limit = createRateLimit({ perSecond: 10, now: clock.now });
  const take = (count: number, address = "10.0.0.1") =>
    Array.from({ length: count }, () => limit.take(address)).filter(Boolean).length;
  return { clock, limit, take };
}

test("twice the rate may be taken at once, then as much as comes back", (t) => {
  const { clock, take } = open();
  t.is(take(25), 20);
  clock.jump(1_000);
  clock.jump(1_000);
  t.is(take(100), 15);
});

test("who goes on is flooding, until a second without asking", (t) => {
  const { clock, limit, take } = open();
  take(29);
  t.false(limit.isFlooding("10.0.0.1"));
  take(1);
  t.true(limit.isFlooding("10.0.0.1"));
  clock.jump(100);
  t.false(limit.isFlooding("10.0.0.1"));
});

test("no address takes what is another's", (t) => {
  const { take } = open();
  take(100);
  t.is(take(20, "10.0.0.2"), 20);
});

test("a clock that is set back neither gives nor takes, and one that is set on gives no more than the most", (t) => {
  const { clock, take } = open();
  take(15);
  clock.jump(-3_600_000);
  t.is(take(100), 5);
  clock.jump(7_200_000);
  t.is(take(100), 20);
});

test("addresses that were quiet are forgotten, however many there were", (t) => {
  const { clock, limit, take } = open();
  for (let count = 0; count < 10_000; count += 1) {
    take(1, `10.1.${count >> 8}.${count & 255}`);
    clock.jump(1);
  }
  t.true(limit.size <= 2_000);
  t.true(limit.size > 90);
});
