import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import test from "ava";
import { createTokens } from "../../src/proxy/tokens.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";

const key = randomBytes(32);
const clock = createTestClock();
const tokens = createTokens({ key, now: clock.now, randomBytes });
const token = tokens.issue("10.0.0.1", "uid-1", 3600);

test("a token is good for the pod and address it was issued for, until it expires", (t) => {
  t.is(tokens.check(token.text, "10.0.0.1", "uid-1"), clock.now() + 3_600_000);
});

test("it is no good at another address", (t) => t.is(tokens.check(token.text, "10.0.0.2", "uid-1"), 0));
test("it is no good for the next pod at the address", (t) => t.is(tokens.check(token.text, "10.0.0.1", "uid-2"), 0));
test("it is no good when no pod is there any more", (t) => t.is(tokens.check(token.text, "10.0.0.1", undefined), 0));

test("it is good at every instance of the proxy that has the key, and at no other", (t) => {
  const again = createTokens({ key, now: clock.now, randomBytes });
  const other = createTokens({ key: randomBytes(32), now: clock.now, randomBytes });
  t.not(again.check(token.text, "10.0.0.1", "uid-1"), 0);
  t.is(other.check(token.text, "10.0.0.1", "uid-1"), 0);
});

test("a token for an address without a pod lives a minute, and the pod that comes may go on with it", (t) => {
  const early = tokens.issue("10.0.0.3", undefined, 21_600);
  t.is(early.seconds, 60);
  t.is(tokens.check(early.text, "10.0.0.3", "uid-3"), clock.now() + 60_000);
  t.is(tokens.check(early.text, "10.0.0.4", "uid-3"), 0);
});

test("any changed character makes a token worthless", (t) => {
  for (let at = 0; at < token.text.length; at += 1) {
    const changed = token.text[at] === "A" ? "B" : "A";
    t.is(tokens.check(token.text.slice(0, at) + changed + token.text.slice(at + 1), "10.0.0.1", "uid-1"), 0);
  }
});

for (const text of ["", "garbage", "A".repeat(56), "é".repeat(56), "A".repeat(10_000)]) {
  test(`${JSON.stringify(text.slice(0, 12))} of ${text.length} characters is no token`, (t) => {
    t.is(tokens.check(text, "10.0.0.1", "uid-1"), 0);
  });
}

test("an expired token is worthless", async (t) => {
  const later = createTestClock();
  const own = createTokens({ key, now: later.now, randomBytes });
  const { text } = own.issue("10.0.0.1", "uid-1", 1);
  await later.advance(999);
  t.not(own.check(text, "10.0.0.1", "uid-1"), 0);
  await later.advance(1);
  t.is(own.check(text, "10.0.0.1", "uid-1"), 0);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("30,000 tokens leave nothing behind in memory", (t) => {
  const bytesInUse = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const issue = (): void => {
    for (let count = 0; count < 30_000; count += 1) tokens.issue("10.0.0.1", "uid-1", 3600);
  };
  issue();
  const before = bytesInUse();
  issue();
  // Their text alone would be 1.7 MB.
  t.true(bytesInUse() - before < 5e5);
});
