import test from "ava";
import { startApiServer } from "../helpers/proxy-api-server.ts";
import type { TestApiServer } from "../helpers/proxy-api-server.ts";
import { ask, askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import type { Reply } from "../helpers/proxy-client.ts";
import { apiPod, startWired } from "../helpers/proxy-wired.ts";
import type { WiredWorld } from "../helpers/proxy-wired.ts";
import { aPod } from "../helpers/proxy-world.ts";

const minute = 60_000;
const hour = 60 * minute;

type Teardown = { teardown: (task: () => Promise<unknown>) => void };

async function startCluster(t: Teardown, items: object[]): Promise<WiredWorld & { readonly api: TestApiServer }> {
  const api = await startApiServer();
  t.teardown(() => api.stop());
  api.items = items;
  const wired = await startWired(t, { api });
  await api.watchesOpened(1);
  await wired.quiet();
  return { ...wired, api };
}

/** Turns the clock until the pod's answer is that; the cluster is followed in real time, its pauses by the clock. */
async function until({ clock, credentials }: WiredWorld, status: number, from?: string, role?: string): Promise<void> {
  const replies: Reply[] = [];
  while (replies.at(-1)?.status !== status) {
    const asked = credentials(from, role).then((reply) => replies.push(reply));
    const before = replies.length;
    // Whoever waits for an unknown address waits by the clock as well.
    while (replies.length === before) {
      await new Promise((resolve) => void setTimeout(resolve, 5));
      await clock.advance(100);
    }
    await asked;
  }
}

test("API server down for ten minutes: known pods are served and renewed all the while, new ones when it is back", async (t) => {
  const cluster = await startCluster(t, [apiPod("api-1")]);
  const { api, world, pass, credentials, node } = cluster;
  await pass(25 * minute);
  api.status = 503;
  api.cut();
  for (let passed = 0; passed < 10; passed += 1) {
    await pass(minute);
    t.is((await credentials()).status, 200);
  }
  t.is(node.calls.length, 2, "renewed meanwhile");
  t.is((await ask(world.operationsUrl, "/readyz")).status, 200);
  api.items = [apiPod("api-1"), apiPod("new-1", "invoices", "127.0.1.2")];
  api.status = 200;
  await until(cluster, 200, "127.0.1.2", "invoices");
  t.is((await credentials()).status, 200);
});

test("the watch's version is gone (410): everybody is served while the pods are listed again, and afterwards", async (t) => {
  const cluster = await startCluster(t, [apiPod("api-1"), apiPod("old-1", "archive", "127.0.1.3")]);
  const { api, credentials, node } = cluster;
  const first = await credentials();
  api.items = [apiPod("api-1"), apiPod("new-1", "invoices", "127.0.1.2")];
  api.version = "1000";
  api.send({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old resource version" } });
  for (let count = 0; count < 20; count += 1) t.is((await credentials()).body, first.body);
  await until(cluster, 200, "127.0.1.2", "invoices");
  await until(cluster, 404, "127.0.1.3", "archive");
  t.is((await credentials()).body, first.body, "a list changes nothing for who is in it");
  t.is(node.calls.length, 3);
});

test("the watch is dead and nobody knows: the request of a new pod has it opened anew and is answered in its own time", async (t) => {
  const { api, world, clock, quiet } = await startCluster(t, [apiPod("api-1")]);
  const watches = api.requests.length;
  const asked = askWithToken(world.url, `${rolesPath}invoices`, { from: "127.0.1.2" });
  await clock.untilSet(900);
  await api.watchesOpened(2);
  t.is(api.requests.length, watches + 1);
  api.send({ type: "ADDED", object: apiPod("new-1", "invoices", "127.0.1.2") });
  t.is((await asked).status, 200);
  const unknown = askWithToken(world.url, rolesPath, { from: "127.0.1.3" });
  await clock.untilSet(900);
  await clock.advance(900);
  t.is((await unknown).status, 404);
  await quiet();
  t.is(api.requests.length, watches + 1, "not more often than twice a minute");
});

test("a list while STS is down takes no copy away", async (t) => {
  const cluster = await startCluster(t, [apiPod("api-1")]);
  const { api, credentials, node } = cluster;
  const first = await credentials();
  node.stsFault = "down";
  api.items = [apiPod("api-1"), apiPod("new-1", "invoices", "127.0.1.2")];
  api.send({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old resource version" } });
  await until(cluster, 503, "127.0.1.2", "invoices");
  t.is((await credentials()).body, first.body);
});

test("an API server that is down at the start: 503, which clients try again, and never 404", async (t) => {
  const api = await startApiServer();
  t.teardown(() => api.stop());
  api.status = 503;
  const cluster = await startWired(t, { api });
  await until(cluster, 503);
  t.is((await ask(cluster.world.operationsUrl, "/readyz")).status, 503);
  t.is((await ask(cluster.world.operationsUrl, "/healthz")).status, 200);
  api.items = [apiPod("api-1")];
  api.status = 200;
  await until(cluster, 200);
});

test("STS takes 700 ms: a request with nothing in memory is answered 200, one with a copy does not notice", async (t) => {
  const { world, node, clock, credentials, pass } = await startWired(t, { pods: [aPod()] });
  node.stsDelay = () => new Promise((resolve) => void clock.after(700, resolve));
  world.pods.changed(aPod({ name: "new-1", role: "invoices", addresses: ["127.0.1.2"] }));
  const asked = credentials("127.0.1.2", "invoices");
  await clock.untilSet(700);
  await clock.untilSet(900);
  t.is((await credentials()).status, 200);
  await clock.advance(700);
  t.is((await asked).status, 200);
  node.stsDelay = undefined;
  await pass(31 * minute);
  t.is((await credentials()).status, 200);
});

test("STS answers what is no XML: copies are served, others get 503, and it is over when it is over", async (t) => {
  const { world, node, credentials, pass, quiet } = await startWired(t, { pods: [aPod()] });
  const first = await credentials();
  node.stsFault = "malformed";
  world.pods.changed(aPod({ name: "new-1", role: "invoices", addresses: ["127.0.1.2"] }));
  await quiet();
  t.is((await credentials("127.0.1.2", "invoices")).status, 503);
  await pass(40 * minute);
  t.is((await credentials()).body, first.body);
  node.stsFault = undefined;
  await pass(2 * minute);
  t.not((await credentials()).body, first.body);
  t.is((await credentials("127.0.1.2", "invoices")).status, 200);
});

test("metadata service down: credentials are served and renewed, fixed documents come from memory, others are 503", async (t) => {
  const { world, node, credentials, pass } = await startWired(t, { pods: [aPod()] });
  const first = await credentials();
  const fixed = "/latest/dynamic/instance-identity/document";
  t.is((await askWithToken(world.url, fixed)).status, 200);
  node.metadataDown = true;
  await pass(3 * hour);
  const later = await credentials();
  t.is(later.status, 200);
  t.not(later.body, first.body);
  t.is((await askWithToken(world.url, fixed)).status, 200);
  t.is((await askWithToken(world.url, "/latest/meta-data/mac")).status, 503);
  t.is((await ask(world.operationsUrl, "/healthz")).status, 200);
  node.metadataDown = false;
  await pass(minute);
  t.is((await askWithToken(world.url, "/latest/meta-data/mac")).status, 404, "which the test's service does not have");
});

for (const jump of [2 * hour, -2 * hour]) {
  test(`the clock is set ${jump > 0 ? "forward" : "back"} by two hours: nothing expired is served, and all is well again`, async (t) => {
    const { clock, credentials, pass } = await startWired(t, { pods: [aPod()] });
    await credentials();
    await pass(10 * minute);
    clock.jump(jump);
    for (let passed = 0; passed < 120; passed += 1) {
      const reply = await credentials();
      t.is(reply.status, 200);
      const { Expiration } = JSON.parse(reply.body) as { Expiration: string };
      t.true(Date.parse(Expiration) - clock.now() > minute);
      await pass(minute);
    }
  });
}

test("a token is good again after the clock was set back and forth", async (t) => {
  const { world, clock } = await startWired(t, { pods: [aPod()] });
  const { body: token } = await askToken(world.url);
  const headers = { "X-aws-ec2-metadata-token": token };
  for (const jump of [-2 * hour, 2 * hour]) {
    clock.jump(jump);
    t.is((await ask(world.url, rolesPath, { headers })).status, 200);
  }
});
