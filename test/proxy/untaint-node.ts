// The startup taint: off as soon as pods can be served, never before, and tried again where it cannot be.
import test from "ava";
import { untaintNode } from "../../src/proxy/untaint-node.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";

const key = "iamctl/proxy-not-ready";

/** `answers`: what the tries give, the last one again and again. */
function start(answers: readonly ("removed" | "absent" | Error)[], wish: { readonly key?: string } = { key }) {
  const clock = createTestClock();
  const state = { isReady: false };
  const tries: number[] = [];
  const told: string[] = [];
  const begun = clock.now();
  const taking = untaintNode({
    ...{ key: wish.key, node: "node-1", timers: clock, isReady: () => state.isReady },
    async removeTaint(node, which) {
      tries.push(clock.now() - begun);
      if (`${node} ${which}` !== `node-1 ${key}`) throw new Error(`asked for ${node} ${which}`);
      const answer = answers[Math.min(tries.length, answers.length) - 1] ?? "absent";
      if (answer instanceof Error) throw answer;
      return answer;
    },
    observer: {
      untainted: (which) => void told.push(`off: ${which}`),
      tainted: (which, problem) => void told.push(`still there: ${which}: ${problem}`),
    },
  });
  return { clock, state, tries, told, taking };
}

test("it stays while pods cannot be served, and goes once they can", async (t) => {
  const { clock, state, tries, told } = start(["removed"]);
  await clock.advance(60_000);
  t.deepEqual(tries, []);
  state.isReady = true;
  await clock.advance(200);
  t.deepEqual(tries, [60_200]);
  t.deepEqual(told, [`off: ${key}`]);
  await clock.advance(600_000);
  t.is(tries.length, 1);
});

test("a node that has none is looked at once, and nothing is said", async (t) => {
  const { clock, state, tries, told } = start(["absent"]);
  state.isReady = true;
  await clock.advance(600_000);
  t.is(tries.length, 1);
  t.deepEqual(told, []);
});

test("a refusal is told, and tried again more and more rarely", async (t) => {
  const refused = new Error("nodes is forbidden");
  const { clock, state, tries, told } = start([refused, refused, refused, "removed"]);
  state.isReady = true;
  await clock.advance(10_000);
  t.deepEqual(
    tries.map((at, index) => at - (tries[index - 1] ?? 0)),
    [200, 1_000, 2_000, 4_000],
  );
  t.deepEqual(told, [...Array.from({ length: 3 }, () => `still there: ${key}: nodes is forbidden`), `off: ${key}`]);
});

test("it is never longer than a minute until the next try", async (t) => {
  const { clock, state, tries } = start([new Error("no")]);
  state.isReady = true;
  await clock.advance(3_600_000);
  t.is((tries.at(-1) ?? 0) - (tries.at(-2) ?? 0), 60_000);
});

test("without a taint to take off nothing is asked", async (t) => {
  const { clock, state, tries } = start(["removed"], {});
  state.isReady = true;
  await clock.advance(600_000);
  t.deepEqual(tries, []);
});

test("a proxy that is told to stop tries no more", async (t) => {
  const { clock, state, tries, taking } = start([new Error("no")]);
  state.isReady = true;
  await clock.advance(200);
  taking.stop();
  await clock.advance(600_000);
  t.is(tries.length, 1);
});
