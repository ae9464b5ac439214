import test from "ava";
import { checkNodeCredentials } from "../../src/proxy/check-node-credentials.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";

test("credentials that come late are noticed within seconds, and their loss within a minute", async (t) => {
  const clock = createTestClock();
  const problems: string[] = [];
  let read = async (): Promise<unknown> => Promise.reject(new Error("the node has no instance profile"));
  const check = checkNodeCredentials({
    read: async () => read(),
    timers: clock,
    onFailure: (problem) => void problems.push(problem),
  });
  await settle();
  t.false(check.arePresent());
  const failing = read;
  read = async () => {};
  await clock.advance(5_000);
  t.true(check.arePresent());
  t.deepEqual(problems, ["the node has no instance profile"]);
  read = failing;
  await clock.advance(60_000);
  t.false(check.arePresent());
  check.stop();
  read = async () => {};
  await clock.advance(60_000);
  t.false(check.arePresent());
});
