import test from "ava";
import { contestedEntry, createPodEntry } from "../../src/proxy/pod-entry.ts";
import { createPodIndex } from "../../src/proxy/pod-index.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod } from "../helpers/proxy-world.ts";

function entry(uid: string, name = uid) {
  return createPodEntry(
    aPod({ uid, name }),
    { kind: "denied", reason: "no-role", explanation: "" },
    undefined,
    new Date(0),
  );
}

function open() {
  const clock = createTestClock();
  return { clock, index: createPodIndex(clock) };
}

test("a pod is found by each of its addresses", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1", "fd00::1"]);
  t.is(index.find("10.0.0.1")?.uid, "a");
  t.is(index.find("fd00::1")?.uid, "a");
  t.is(index.find("10.0.0.2"), undefined);
});

test("delete A, add B: the address is B's", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1"]);
  index.remove("a");
  t.is(index.find("10.0.0.1"), undefined);
  index.put(entry("b"), ["10.0.0.1"]);
  t.is(index.find("10.0.0.1")?.uid, "b");
});

test("add B, delete A: nobody's in between, then B's", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1"]);
  index.put(entry("b"), ["10.0.0.1"]);
  t.is(index.find("10.0.0.1"), contestedEntry);
  index.remove("a");
  t.is(index.find("10.0.0.1")?.uid, "b");
});

test("a pod recreated under its name takes the place of the old one, whose late deletion changes nothing", (t) => {
  const { index } = open();
  index.put(entry("old", "db-0"), ["10.0.0.1"]);
  index.put(entry("new", "db-0"), ["10.0.0.1"]);
  t.is(index.find("10.0.0.1")?.uid, "new");
  index.remove("old");
  t.is(index.find("10.0.0.1")?.uid, "new");
  t.is(index.size, 1);
});

test("a pod whose address changes is found by the new one only", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1"]);
  index.put(entry("a"), ["10.0.0.2"]);
  t.is(index.find("10.0.0.1"), undefined);
  t.is(index.find("10.0.0.2")?.uid, "a");
});

test("whoever waits for an address is woken by the pod that comes to hold it, and by no other", async (t) => {
  const { index, clock } = open();
  const woken: string[] = [];
  const wait = async (address: string) => {
    await index.waitFor(address, 900);
    woken.push(address);
  };
  const waits = [wait("10.0.0.1"), wait("10.0.0.1"), wait("10.0.0.2")];
  index.put(entry("a"), ["10.0.0.1"]);
  await clock.advance(0);
  t.deepEqual(woken, ["10.0.0.1", "10.0.0.1"]);
  await clock.advance(900);
  await Promise.all(waits);
  t.is(woken.length, 3);
});

test("no more than a thousand wait; the next one is let go at once", async (t) => {
  const { index, clock } = open();
  const waits = Array.from({ length: 1_000 }, (_, count) => index.waitFor(`10.0.${count >> 8}.${count & 255}`, 900));
  await index.waitFor("10.9.9.9", 900);
  await clock.advance(900);
  await Promise.all(waits);
  t.pass();
});

test("every entry has the same fields in the same order", (t) => {
  const fields = Object.keys(contestedEntry);
  t.deepEqual(Object.keys(entry("a")), fields);
});
