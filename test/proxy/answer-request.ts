import test from "ava";
import { ask, askToken, askWithToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import type { Ask } from "../helpers/proxy-client.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod, issue, startWorld } from "../helpers/proxy-world.ts";
import type { WorldOptions } from "../helpers/proxy-world.ts";

const proxy = await startWorld({
  pods: [
    aPod(),
    aPod({ name: "other-1", addresses: ["127.0.1.2"], role: "invoices" }),
    aPod({ name: "host-1", addresses: ["127.0.0.9"], hostNetwork: true }),
    aPod({ name: "done-1", addresses: ["127.0.1.8"], phase: "Succeeded" }),
    aPod({ name: "ending-1", addresses: ["127.0.1.9"], terminating: true }),
    aPod({ name: "elsewhere-1", addresses: ["127.0.1.10"], node: "another-node" }),
    aPod({ name: "twin-1", addresses: ["127.0.1.11"] }),
    aPod({ name: "twin-2", addresses: ["127.0.1.11"] }),
  ],
});
const { url } = proxy;
test.after.always(() => proxy.stop());

const withToken = (token: string): Ask => ({ headers: { "X-aws-ec2-metadata-token": token } });

test("without a token the answer is 401", async (t) => {
  t.is((await ask(url, rolesPath)).status, 401);
  t.is((await ask(url, "/latest/meta-data/mac")).status, 401);
});

test("with garbage for a token the answer is 401", async (t) => {
  t.is((await ask(url, rolesPath, withToken("garbage"))).status, 401);
});

test("another pod's token is answered 401", async (t) => {
  const token = await askToken(url, { from: "127.0.1.2" });
  t.is((await ask(url, rolesPath, withToken(token.body))).status, 401);
  t.is((await ask(url, rolesPath, { from: "127.0.1.2", ...withToken(token.body) })).body, "invoices");
});

test("where tokens are optional, none is needed and a bad one is still refused", async (t) => {
  const optional = await startWorld({ pods: [aPod()], settings: { tokens: "optional" } });
  t.teardown(() => optional.stop());
  t.is((await ask(optional.url, rolesPath)).body, "thumbnails");
  t.is((await ask(optional.url, rolesPath, withToken("garbage"))).status, 401);
});

test("an expired token is answered 401", async (t) => {
  let late = 0;
  const world = await startWorld({ pods: [aPod()], now: () => Date.now() + late });
  t.teardown(() => world.stop());
  const token = await askToken(world.url);
  t.is((await ask(world.url, rolesPath, withToken(token.body))).status, 200);
  late = 21_601_000;
  t.is((await ask(world.url, rolesPath, withToken(token.body))).status, 401);
});

for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP"]) {
  test(`${name} on a GET changes nothing about who asks`, async (t) => {
    const value = name === "Forwarded" ? "for=127.0.1.2" : "127.0.1.2";
    const token = await askToken(url);
    const headers = { ...withToken(token.body).headers, [name]: value };
    t.is((await ask(url, rolesPath, { headers })).body, "thumbnails");
    t.is((await ask(url, `${rolesPath}invoices`, { headers })).status, 403);
  });
}

const unknown = test.macro({
  exec: async (t, from: string) => t.is((await askWithToken(url, rolesPath, { from })).status, 404),
  title: (rule = "") => `${rule} is answered 404`,
});

test("an address without a pod", unknown, "127.0.9.9");
test("the address of a pod on the host network", unknown, "127.0.0.9");
test("the address of a finished pod", unknown, "127.0.1.8");
test("the address of a pod that is ending", unknown, "127.0.1.9");
test("the address of another node's pod", unknown, "127.0.1.10");

test("what is waited for the pod is not waited again for its credentials", async (t) => {
  const clock = createTestClock();
  const world = await worldFor(t, { timers: clock, now: clock.now, assume: () => new Promise(() => {}) });
  const asked = askWithToken(world.url, `${rolesPath}thumbnails`);
  await clock.untilSet(900);
  await clock.advance(600);
  world.pods.changed(aPod());
  await clock.untilSet(300);
  await clock.advance(300);
  t.is((await asked).status, 503);
});

test("an address that two live pods claim is refused, and not guessed at", async (t) => {
  const reply = await askWithToken(url, rolesPath, { from: "127.0.1.11" });
  t.is(reply.status, 503);
  t.is(reply.headers["retry-after"], "1");
});

async function worldFor(t: { teardown: (task: () => Promise<void>) => void }, options: WorldOptions) {
  const world = await startWorld(options);
  t.teardown(() => world.stop());
  return world;
}

test("a pod that asks before the event of its address arrives is answered as soon as it does", async (t) => {
  const clock = createTestClock();
  const world = await worldFor(t, { timers: clock, now: clock.now, assume: (request) => issue(request, clock.now()) });
  const asked = askWithToken(world.url, `${rolesPath}thumbnails`);
  await clock.untilSet(900);
  world.pods.changed(aPod());
  t.is((await asked).status, 200);
});

test("before the pods are known, an unknown address is answered 503 and not 404", async (t) => {
  const world = await worldFor(t, { synced: false });
  t.is((await askWithToken(world.url, rolesPath)).status, 503);
});

test("when an address goes to another pod, neither role nor token of the old one does", async (t) => {
  const world = await worldFor(t, { pods: [aPod()] });
  const token = await askToken(world.url);
  world.pods.removed(aPod());
  world.pods.changed(aPod({ name: "new-1", role: "invoices" }));
  t.is((await ask(world.url, rolesPath, withToken(token.body))).status, 401);
  t.is((await askWithToken(world.url, rolesPath)).body, "invoices");
});

test("when the annotation changes, the token stays good and the role follows", async (t) => {
  const world = await worldFor(t, { pods: [aPod()] });
  const token = await askToken(world.url);
  world.pods.changed(aPod({ role: "invoices" }));
  t.is((await ask(world.url, rolesPath, withToken(token.body))).body, "invoices");
});

test("two pods of one role with different external ids share nothing", async (t) => {
  const role = { "iam.amazonaws.com/role": "thumbnails" };
  const world = await worldFor(t, {
    pods: [
      aPod({ annotations: { ...role, "iam.amazonaws.com/external-id": "one" } }),
      aPod({
        name: "api-2",
        addresses: ["127.0.1.2"],
        annotations: { ...role, "iam.amazonaws.com/external-id": "two" },
      }),
    ],
  });
  const path = `${rolesPath}thumbnails`;
  const [one, other] = [
    await askWithToken(world.url, path),
    await askWithToken(world.url, path, { from: "127.0.1.2" }),
  ];
  t.not(one.body, other.body);
  t.deepEqual(
    world.calls.map((call) => call.externalId),
    ["one", "two"],
  );
});

test("namespace rules are followed from the moment they change", async (t) => {
  const world = await worldFor(t, { pods: [aPod()], settings: { namespaceRestrictions: "glob" } });
  const rules = (list: string) => ({ name: "media", annotations: { "iam.amazonaws.com/allowed-roles": list } });
  world.namespaces.replaced([rules('["invoices"]')]);
  t.is((await askWithToken(world.url, rolesPath)).status, 403);
  world.namespaces.changed(rules('["thumb*"]'));
  t.is((await askWithToken(world.url, rolesPath)).body, "thumbnails");
});

test("an absolute target with our host is its path, with another it is refused", async (t) => {
  const token = await askToken(url);
  t.is((await ask(url, `http://169.254.169.254${rolesPath}`, withToken(token.body))).body, "thumbnails");
  t.is((await ask(url, `http://evil.example${rolesPath}`, withToken(token.body))).status, 403);
});

test("HTTP/1.0 is answered and closed", async (t) => {
  const token = await askToken(url);
  const reply = await sendRaw(url, `GET ${rolesPath} HTTP/1.0\r\nX-aws-ec2-metadata-token: ${token.body}\r\n\r\n`);
  t.regex(reply, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nthumbnails$/);
});

test("an upgrade, CONNECT and HTTP/2 are refused", async (t) => {
  const upgrade = "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  t.regex(await sendRaw(url, `GET ${rolesPath} HTTP/1.1\r\n${upgrade}\r\n`), /^HTTP\/1\.1 400 /);
  t.is(await sendRaw(url, "CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n"), "");
  t.regex(await sendRaw(url, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), /^HTTP\/1\.1 400 /);
});

test("a header larger than 8 KB is answered 431", async (t) => {
  t.is((await ask(url, rolesPath, { headers: { "X-Large": "a".repeat(9_000) } })).status, 431);
});

test("answers have the headers of the real service", async (t) => {
  const { headers } = await askWithToken(url, rolesPath);
  t.is(headers["server"], "EC2ws");
  t.is(headers["accept-ranges"], "none");
  t.truthy(headers["last-modified"]);
  t.truthy(headers["date"]);
});

test("neither metrics nor health are on the pods' port", async (t) => {
  for (const path of ["/metrics", "/healthz", "/ping", "/readyz"]) t.is((await ask(url, path)).status, 404);
});

test("nothing secret is logged, and every denial has its reason", async (t) => {
  const denied = await worldFor(t, {
    pods: [aPod(), aPod({ name: "bad-1", addresses: ["127.0.1.3"], role: "no role" })],
  });
  const document = await askWithToken(denied.url, `${rolesPath}thumbnails`);
  await askWithToken(denied.url, rolesPath, { from: "127.0.1.3" });
  const log = JSON.stringify(denied.lines);
  const { SecretAccessKey, Token, AccessKeyId } = JSON.parse(document.body) as Record<string, string>;
  for (const secret of [SecretAccessKey, Token, AccessKeyId]) t.false(log.includes(secret ?? "?"));
  t.true(denied.lines.some((line) => line.pod === "media/bad-1" && line.decision === "malformed-role"));
});
