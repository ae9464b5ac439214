import test from "ava";
import type { AssumeRoleRequest } from "../../src/aws/assume-role.ts";
import type { Decision } from "../../src/pods/decide-role.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { createCredentialCache } from "../../src/proxy/credential-cache.ts";
import { createPodIndex } from "../../src/proxy/pod-index.ts";
import { createPodRegister } from "../../src/proxy/pod-register.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, issue, testNode, testSettings } from "../helpers/proxy-world.ts";

const hour = 3_600_000;

function open(namespaceRestrictions: "off" | "glob" = "off") {
  const clock = createTestClock();
  const { now } = clock;
  const calls: AssumeRoleRequest[] = [];
  const decisions: string[] = [];
  const index = createPodIndex({ timers: clock, onContest: () => {}, onWait: () => {} });
  const cache = createCredentialCache({
    async assumeRole(request) {
      calls.push(request);
      return issue(request, now());
    },
    node: testNode,
    now,
    timers: clock,
    random: () => 0.5,
    onOutcome: () => {},
  });
  const register = createPodRegister({
    node: testNode,
    settings: { base: testSettings.base!, namespaceRestrictions, sessionSeconds: 3600 },
    index,
    cache,
    now,
    timers: clock,
    onDecision: (pod: PodRecord, decision: Decision) =>
      void decisions.push(`${pod.name} ${decision.kind === "allowed" ? "allowed" : decision.reason}`),
  });
  return { clock, calls, decisions, index, cache, ...register };
}

test("a pod that comes up again unchanged is decided once and keeps its credentials", async (t) => {
  const { pods, calls, decisions, index, cache } = open();
  pods.changed(aPod());
  await settle();
  const slot = index.find("127.0.1.1")?.slot;
  for (let count = 0; count < 3; count += 1) pods.changed(aPod());
  await settle();
  t.is(index.find("127.0.1.1")?.slot, slot);
  t.is(slot?.users, 1);
  t.is(calls.length, 1);
  t.is(cache.size, 1);
  t.deepEqual(decisions, ["api-1 allowed"]);
});

test("credentials are fetched for a pod that has no address yet", async (t) => {
  const { pods, calls } = open();
  pods.changed(aPod({ phase: "Pending", addresses: [] }));
  await settle();
  t.is(calls.length, 1);
});

test("when the last pod of an identity goes, whichever way, nothing is renewed any more", async (t) => {
  const ways: ((world: ReturnType<typeof open>) => void)[] = [
    ({ pods }) => pods.removed(aPod()),
    ({ pods }) => pods.replaced([]),
    ({ pods }) => pods.changed(aPod({ phase: "Failed" })),
    ({ pods }) => pods.changed(aPod({ terminating: true })),
    ({ pods }) => pods.changed(aPod({ annotations: {} })),
  ];
  for (const leave of ways) {
    const world = open();
    world.pods.changed(aPod());
    await settle();
    leave(world);
    await world.clock.advance(2 * hour);
    t.is(world.calls.length, 1);
    t.is(world.cache.size, 0);
  }
});

test("a pod that is told to end is answered for its grace period, and no longer", async (t) => {
  const { pods, clock, calls, index, cache } = open();
  pods.changed(aPod());
  const endsBy = new Date(clock.now() + 2 * hour).toISOString();
  pods.changed(aPod({ terminating: true, endsBy }));
  await clock.advance(1.9 * hour);
  t.is(index.find("127.0.1.1")?.uid, "uid-1");
  t.true(calls.length > 2, "its credentials are renewed");
  await clock.advance(0.2 * hour);
  t.is(index.find("127.0.1.1"), undefined);
  await clock.advance(2 * hour);
  t.is(cache.size, 0);
});

test("it is answered no longer once all its containers have ended", (t) => {
  const { pods, clock, index } = open();
  const ending = { terminating: true, endsBy: new Date(clock.now() + hour).toISOString() };
  pods.changed(aPod(ending));
  pods.changed(aPod({ ...ending, phase: "Failed" }));
  t.is(index.find("127.0.1.1"), undefined);
});

test("it yields to any other pod that comes to claim its address, whichever event arrives first", (t) => {
  const endsBy = new Date(open().clock.now() + hour).toISOString();
  const ending = aPod({ terminating: true, endsBy });
  const other = aPod({ name: "new-1", role: "invoices" });
  for (const order of [
    [ending, other],
    [other, ending],
  ]) {
    const { pods, index } = open();
    for (const pod of order) pods.changed(pod);
    t.is(index.find("127.0.1.1")?.roleName, "invoices");
    pods.removed(ending);
    t.is(index.find("127.0.1.1")?.roleName, "invoices");
  }
});

test("a pod whose role changes lets the old one go", async (t) => {
  const { pods, clock, cache, index } = open();
  pods.changed(aPod());
  pods.changed(aPod({ role: "invoices" }));
  await clock.advance(2 * hour);
  t.is(cache.size, 1);
  t.is(index.find("127.0.1.1")?.roleName, "invoices");
});

test("a list takes the place of everything that was known", (t) => {
  const { pods, index } = open();
  pods.replaced([aPod(), aPod({ name: "b", addresses: ["127.0.1.2"] })]);
  pods.replaced([aPod({ name: "b", addresses: ["127.0.1.2"] }), aPod({ name: "c", addresses: ["127.0.1.3"] })]);
  t.is(index.find("127.0.1.1"), undefined);
  t.is(index.find("127.0.1.2")?.name, "b");
  t.is(index.find("127.0.1.3")?.name, "c");
});

test("a pod that comes before its namespace is decided when that comes, and until then unknown", (t) => {
  const { pods, namespaces, decisions, index } = open("glob");
  namespaces.replaced([]);
  pods.changed(aPod());
  pods.changed(aPod({ name: "b", addresses: ["127.0.1.2"] }));
  t.is(index.find("127.0.1.1"), undefined);
  pods.removed(aPod({ name: "b" }));
  namespaces.changed({ name: "media", annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } });
  t.is(index.find("127.0.1.1")?.roleName, "thumbnails");
  t.is(index.find("127.0.1.2"), undefined);
  t.deepEqual(decisions, ["api-1 allowed"]);
});

test("a list that leaves out a pod which waits for its namespace ends its waiting", (t) => {
  const { pods, namespaces, decisions } = open("glob");
  pods.changed(aPod());
  pods.replaced([]);
  namespaces.replaced([{ name: "media", annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } }]);
  t.deepEqual(decisions, []);
});

test("a namespace that changes or goes decides anew for its own pods", (t) => {
  const { pods, namespaces, decisions } = open("glob");
  const media = { name: "media", annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } };
  namespaces.replaced([media, { name: "billing", annotations: {} }]);
  pods.replaced([aPod(), aPod({ name: "b", namespace: "billing", addresses: ["127.0.1.2"] })]);
  namespaces.changed(media);
  namespaces.removed(media);
  namespaces.replaced([media, { name: "billing", annotations: {} }]);
  t.deepEqual(decisions, ["api-1 allowed", "b namespace-forbids", "api-1 namespace-forbids", "api-1 allowed"]);
});
