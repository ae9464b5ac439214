import test from "ava";
import { array, assert, constantFrom, option, property, record } from "fast-check";
import { contestedEntry, createPodEntry } from "../../src/proxy/pod-entry.ts";
import { createPodIndex } from "../../src/proxy/pod-index.ts";
import type { OnContest } from "../../src/proxy/pod-index.ts";
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
  return { clock, index: createPodIndex({ timers: clock, onContest: () => {}, onWait: () => {} }) };
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

for (const written of ["FD00:0:0:0:0:0:0:1", "fd00:0000::0001", "fd00::1"]) {
  test(`an address is found however the cluster writes it: ${written}`, (t) => {
    const { index } = open();
    index.put(entry("a"), [written]);
    t.is(index.find("fd00::1")?.uid, "a");
  });
}

for (const written of ["::ffff:10.0.0.1", "::FFFF:a00:1", "0:0:0:0:0:ffff:10.0.0.1"]) {
  test(`an IPv4-mapped address is the IPv4 address: ${written}`, (t) => {
    const { index } = open();
    index.put(entry("a"), [written]);
    t.is(index.find("10.0.0.1")?.uid, "a");
  });
}

test("what is no address is nobody's", (t) => {
  const { index } = open();
  index.put(entry("a"), ["", "10.0.0", "localhost", "10.0.0.1/32"]);
  for (const text of ["", "10.0.0", "localhost", "10.0.0.1/32"]) t.is(index.find(text), undefined);
});

test("a pod that lists one address twice is one claimant", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1", "::ffff:10.0.0.1"]);
  t.is(index.find("10.0.0.1")?.uid, "a");
});

test("pods that yield are found where nobody else claims the address; two of them are a contest", (t) => {
  const { index } = open();
  index.put(entry("a"), ["10.0.0.1"], true);
  t.is(index.find("10.0.0.1")?.uid, "a");
  index.put(entry("b"), ["10.0.0.1"], true);
  t.is(index.find("10.0.0.1"), contestedEntry);
  index.put(entry("c"), ["10.0.0.1"]);
  t.is(index.find("10.0.0.1")?.uid, "c");
});

test("a contest is told once, with all who claim", (t) => {
  const told: string[] = [];
  const onContest: OnContest = (address, pods) => {
    told.push(`${address} ${pods.map(({ name }) => name).join("+")}`);
  };
  const index = createPodIndex({ timers: createTestClock(), onContest, onWait: () => {} });
  index.put(entry("a"), ["10.0.0.1"]);
  index.put(entry("b"), ["10.0.0.1"]);
  index.put(entry("b"), ["10.0.0.1"]);
  index.put(entry("c"), ["10.0.0.1"]);
  t.deepEqual(told, ["10.0.0.1 a+b"]);
});

test("whatever the order of events, an address is its only live claimant's, or nobody's", (t) => {
  const uids = ["a", "b", "c"];
  const addresses = ["10.0.0.1", "10.0.0.2"];
  const event = record({ uid: constantFrom(...uids), at: option(constantFrom(...addresses), { nil: undefined }) });
  assert(
    property(array(event, { maxLength: 20 }), (events) => {
      const { index } = open();
      const model = new Map<string, string>();
      for (const { uid, at } of events) {
        if (at === undefined) index.remove(uid);
        else index.put(entry(uid), [at]);
        if (at === undefined) model.delete(uid);
        else model.set(uid, at);
      }
      for (const address of addresses) {
        const claimants = uids.filter((uid) => model.get(uid) === address);
        const expected = claimants.length > 1 ? "" : claimants[0];
        t.is(index.find(address)?.uid, expected);
      }
    }),
  );
});

test("every entry has the same fields in the same order", (t) => {
  const fields = Object.keys(contestedEntry);
  t.deepEqual(Object.keys(entry("a")), fields);
});
