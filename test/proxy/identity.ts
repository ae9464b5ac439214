import test from "ava";
import { ask, askToken, askWithToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, issue, startWorld } from "../helpers/proxy-world.ts";
import type { WorldOptions } from "../helpers/proxy-world.ts";

async function worldFor(t: { teardown: (task: () => Promise<void>) => void }, options: WorldOptions) {
  const world = await startWorld(options);
  t.teardown(() => world.stop());
  return world;
}

const path = `${rolesPath}thumbnails`;
const withToken = (token: string) => ({ headers: { "X-aws-ec2-metadata-token": token } });

for (const order of ["delete A, add B", "add B, delete A"] as const) {
  test(`an address goes to another pod (${order}): never the old role, and the old pod's token is refused`, async (t) => {
    const world = await worldFor(t, { pods: [aPod()] });
    const old = await askToken(world.url);
    const next = aPod({ name: "new-1", role: "invoices" });
    if (order === "add B, delete A") {
      world.pods.changed(next);
      t.is((await askWithToken(world.url, rolesPath)).status, 503, "nobody's in between");
    }
    world.pods.removed(aPod());
    world.pods.changed(next);
    t.is((await ask(world.url, rolesPath, withToken(old.body))).status, 401);
    t.is((await askWithToken(world.url, rolesPath)).body, "invoices");
    t.is((await askWithToken(world.url, path)).status, 403);
  });
}

test("B's event overtakes the request that asks between A's end and B's beginning", async (t) => {
  const clock = createTestClock();
  const world = await worldFor(t, {
    pods: [aPod()],
    timers: clock,
    now: clock.now,
    assume: (request) => issue(request, clock.now()),
  });
  world.pods.removed(aPod());
  const asked = askWithToken(world.url, rolesPath);
  await clock.untilSet(900);
  world.pods.changed(aPod({ name: "new-1", role: "invoices" }));
  t.is((await asked).body, "invoices");
});

for (const phase of ["Succeeded", "Failed"] as const) {
  test(`a pod that has ${phase.toLowerCase()} leaves its address to the next at once`, async (t) => {
    const world = await worldFor(t, { pods: [aPod({ phase }), aPod({ name: "new-1", role: "invoices" })] });
    t.is((await askWithToken(world.url, rolesPath)).body, "invoices");
    world.pods.removed(aPod({ name: "new-1" }));
    t.is((await askWithToken(world.url, rolesPath)).status, 404);
  });
}

test("a pod that is ending is answered in its grace period, unless another claims the address", async (t) => {
  const ending = aPod({ terminating: true, endsBy: new Date(Date.now() + 60_000).toISOString() });
  const world = await worldFor(t, { pods: [ending] });
  t.is((await askWithToken(world.url, rolesPath)).body, "thumbnails");
  world.pods.changed(aPod({ name: "new-1", role: "invoices" }));
  t.is((await askWithToken(world.url, rolesPath)).body, "invoices");
});

test("a pod that is ending is nobody when its grace period is over", async (t) => {
  const ending = aPod({ terminating: true, endsBy: new Date(Date.now() - 1_000).toISOString() });
  const world = await worldFor(t, { pods: [ending] });
  t.is((await askWithToken(world.url, rolesPath)).status, 404);
});

test("two live pods claim an address: neither is answered, and an alarm names both", async (t) => {
  const world = await worldFor(t, { pods: [aPod(), aPod({ name: "twin-1", role: "invoices" })] });
  for (const asked of [rolesPath, path, `${rolesPath}invoices`, "/latest/meta-data/iam/info"]) {
    const reply = await askWithToken(world.url, asked);
    t.is(reply.status, 503);
    t.notRegex(reply.body, /ASIA|thumbnails|invoices/);
  }
  const alarms = world.lines.filter((line) => line.decision === "contested");
  t.is(alarms.length, 1);
  t.regex(alarms[0]?.reason ?? "", /media\/api-1 and media\/twin-1/);
  const metrics = await ask(world.operationsUrl, "/metrics");
  t.regex(metrics.body, /^iamctl_proxy_contested_addresses_total 1$/m);
  world.pods.removed(aPod());
  t.is((await askWithToken(world.url, rolesPath)).body, "invoices");
});

test("the address of a pod on the host network, which is the node's, is nobody's", async (t) => {
  const world = await worldFor(t, { pods: [aPod({ hostNetwork: true })] });
  t.is((await askWithToken(world.url, path)).status, 404);
  t.is(world.calls.length, 0);
});

test("a pod of another node is nobody, whatever the watch sends", async (t) => {
  const world = await worldFor(t, { pods: [aPod({ node: "ip-10-0-9-9" }), aPod({ name: "b", node: undefined })] });
  t.is((await askWithToken(world.url, path)).status, 404);
  t.is(world.calls.length, 0);
});

test("an unknown address: the answer is 404 after 900 ms and not before", async (t) => {
  const clock = createTestClock();
  const world = await worldFor(t, { timers: clock, now: clock.now });
  const asked = askWithToken(world.url, rolesPath);
  await clock.untilSet(900);
  await clock.advance(899);
  t.is(await Promise.race([asked, settle().then(() => "waits")]), "waits");
  await clock.advance(1);
  t.is((await asked).status, 404);
});

test("no header and no PROXY protocol changes who asks", async (t) => {
  const other = aPod({ name: "other-1", addresses: ["127.0.1.2"], role: "invoices" });
  const world = await worldFor(t, { pods: [aPod(), other] });
  const { body: token } = await askToken(world.url);
  for (const line of [
    "X-Forwarded-For: 127.0.1.2",
    "Forwarded: for=127.0.1.2",
    "X-Real-IP: 127.0.1.2",
    "X-Client-IP: 127.0.1.2",
    "True-Client-IP: 127.0.1.2",
    "Client-IP: 127.0.1.2",
    "X-Envoy-External-Address: 127.0.1.2",
    "Via: 1.1 127.0.1.2",
  ]) {
    const head = `Host: 169.254.169.254\r\nX-aws-ec2-metadata-token: ${token}\r\n${line}\r\nConnection: close\r\n\r\n`;
    const reply = await sendRaw(world.url, `GET ${rolesPath} HTTP/1.1\r\n${head}`);
    t.regex(reply, /\r\n\r\nthumbnails$/, line);
  }
  const proxied = `PROXY TCP4 127.0.1.2 169.254.169.254 40000 80\r\nGET ${rolesPath} HTTP/1.1\r\n\r\n`;
  t.regex(await sendRaw(world.url, proxied), /^HTTP\/1\.1 400 /);
});

test("the annotation changes: the new role from the event on, the old token still good, never the old credentials", async (t) => {
  const world = await worldFor(t, { pods: [aPod()] });
  const token = await askToken(world.url);
  t.is((await ask(world.url, path, withToken(token.body))).status, 200);
  world.pods.changed(aPod({ role: "invoices" }));
  t.is((await ask(world.url, rolesPath, withToken(token.body))).body, "invoices");
  t.is((await ask(world.url, path, withToken(token.body))).status, 403);
  t.is((await ask(world.url, `${rolesPath}invoices`, withToken(token.body))).status, 200);
});

const host = { Host: "169.254.169.254" };

test("on a listener of both families, ::ffff:127.0.1.1 is 127.0.1.1", async (t) => {
  const world = await worldFor(t, { pods: [aPod()], settings: { listen: { host: "::", port: 0 } } });
  const url = `http://127.0.0.1:${new URL(world.url).port}`;
  const token = await askToken(url, { headers: host });
  const reply = await ask(url, path, { headers: { ...host, "X-aws-ec2-metadata-token": token.body } });
  t.is(reply.status, 200);
});

test("the second address in status.podIPs, of the other family, is the pod's as well", async (t) => {
  const pods = [aPod({ addresses: ["127.0.1.1", "0:0:0:0:0:0:0:1"] })];
  const world = await worldFor(t, { pods, settings: { listen: { host: "::", port: 0 } } });
  const url = `http://[::1]:${new URL(world.url).port}`;
  const token = await askToken(url, { from: "::1", headers: host });
  const headers = { ...host, "X-aws-ec2-metadata-token": token.body };
  t.is((await ask(url, rolesPath, { from: "::1", headers })).body, "thumbnails");
});
