import test from "ava";
import type { EventRecord } from "../../src/kube/change-events.ts";
import { createEventRecorder } from "../../src/proxy/event-recorder.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";

const pod = { kind: "Pod", namespace: "media", name: "api-1", uid: "1" } as const;
const text = { reason: "RoleForbidden", message: "no" };

function open(write: (event: EventRecord) => Promise<void> = async () => {}) {
  const clock = createTestClock();
  const written: EventRecord[] = [];
  const outcomes: string[] = [];
  const recorder = createEventRecorder({
    async write(event) {
      written.push(event);
      await write(event);
    },
    node: "node-1",
    now: clock.now,
    timers: clock,
    onOutcome: (outcome, problem = "") => void outcomes.push(`${outcome} ${problem}`.trim()),
  });
  return { clock, written, outcomes, recorder };
}

test("what is told once is written at once", async (t) => {
  const { recorder, written, outcomes } = open();
  recorder.tell(pod, text);
  await settle();
  t.like(written, [{ subject: pod, reason: "RoleForbidden", message: "no", count: 1, node: "node-1" }]);
  t.regex(written[0]?.name ?? "", /^api-1\.[0-9a-f]{16}$/);
  t.deepEqual(outcomes, ["written"]);
});

test("a pod that asks in a loop is written once, and counted again after five minutes", async (t) => {
  const { recorder, written, clock } = open();
  for (let count = 0; count < 500; count += 1) {
    recorder.tell(pod, text);
    await clock.advance(100);
  }
  t.is(written.length, 1);
  await clock.advance(300_000);
  recorder.tell(pod, text);
  await settle();
  t.like(written[1], { name: written[0]?.name, count: 501, firstAt: written[0]?.firstAt, lastAt: clock.now() });
});

test("another text, and another pod, is another event", async (t) => {
  const { recorder, written, clock } = open();
  recorder.tell(pod, text);
  recorder.tell(pod, { ...text, message: "other" });
  recorder.tell({ ...pod, name: "api-2", uid: "2" }, text);
  await clock.advance(10_000);
  t.is(new Set(written.map(({ name }) => name)).size, 3);
});

test("a node full of refused pods writes five events a second, one after the other", async (t) => {
  const { recorder, written, clock } = open();
  for (let number = 0; number < 250; number += 1) recorder.tell({ ...pod, uid: String(number) }, text);
  await clock.advance(10_000);
  t.is(written.length, 51);
  await clock.advance(40_000);
  t.is(written.length, 250);
});

test("what cannot be written is told, and holds nothing up", async (t) => {
  const { recorder, written, outcomes, clock } = open(async () => {
    throw new Error("events is forbidden");
  });
  recorder.tell(pod, text);
  recorder.tell({ ...pod, uid: "2" }, text);
  await clock.advance(1_000);
  t.is(written.length, 2);
  t.deepEqual(outcomes, ["failed events is forbidden", "failed events is forbidden"]);
});

test("more than a thousand are not kept waiting", async (t) => {
  const { recorder, outcomes } = open(() => new Promise(() => {}));
  for (let number = 0; number < 1_010; number += 1) recorder.tell({ ...pod, uid: String(number) }, text);
  await settle();
  t.is(outcomes.filter((outcome) => outcome === "dropped").length, 9);
});

test("the longest name of a pod still makes a legal one", async (t) => {
  const { recorder, written } = open();
  recorder.tell({ ...pod, name: `${"a".repeat(229)}.${"b".repeat(23)}` }, text);
  await settle();
  t.regex(written[0]?.name ?? "", /^a{229}\.[0-9a-f]{16}$/);
});

test("after the end nothing is written", async (t) => {
  const { recorder, written, clock } = open();
  recorder.tell(pod, text);
  recorder.tell({ ...pod, uid: "2" }, text);
  recorder.stop();
  await clock.advance(10_000);
  t.is(written.length, 1);
});
