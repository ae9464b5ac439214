// Waiting for IAM: within bounds, told to the person, and not at all when there is nothing to wait for.
import test from "ava";
import { retryInIam, waitForIam } from "../../src/aws/wait-for-iam.ts";

function waiting() {
  const told: string[] = [];
  const pauses: number[] = [];
  return {
    told,
    pauses,
    waiting: {
      tell: (text: string) => void told.push(text),
      pause: async (milliseconds: number) => void pauses.push(milliseconds),
    },
  };
}

test("what shows at once is not waited for", async (t) => {
  const { waiting: given, told, pauses } = waiting();
  await waitForIam("the policy", given, async () => true);
  t.deepEqual([told, pauses], [[], []]);
});

test("what shows late is waited for, and the person is told once", async (t) => {
  const { waiting: given, told, pauses } = waiting();
  let looks = 0;
  await waitForIam("the policy", given, async () => ++looks === 4);
  t.is(pauses.length, 3);
  t.deepEqual(told, ["waiting until IAM shows the policy"]);
});

test("what never shows is given up after half a minute, with what to do", async (t) => {
  const { waiting: given, pauses } = waiting();
  const error = await t.throwsAsync(waitForIam("the policy", given, async () => false));
  t.like(error, { message: "IAM accepted the change but does not show the policy after half a minute" });
  const seconds = pauses.reduce((sum, each) => sum + each, 0) / 1000;
  t.true(seconds >= 20 && seconds <= 40, `${seconds} s`);
});

test("a failure that may pass is tried again, any other is not", async (t) => {
  const { waiting: given } = waiting();
  let tries = 0;
  await retryInIam(
    "the role",
    given,
    async () => (++tries < 3 ? Promise.reject(new Error("early")) : undefined),
    () => true,
  );
  t.is(tries, 3);
  tries = 0;
  await t.throwsAsync(
    retryInIam(
      "the role",
      given,
      async () => Promise.reject(new Error(`no ${++tries}`)),
      () => false,
    ),
  );
  t.is(tries, 1);
});

test("a failure that never passes is thrown in the end", async (t) => {
  const { waiting: given, pauses } = waiting();
  await t.throwsAsync(
    retryInIam(
      "the role",
      given,
      async () => Promise.reject(new Error("still")),
      () => true,
    ),
    { message: "still" },
  );
  t.true(pauses.length < 20);
});
