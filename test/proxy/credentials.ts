import test from "ava";
import { rolesPath, askWithToken } from "../helpers/proxy-client.ts";
import type { Reply } from "../helpers/proxy-client.ts";
import { startWired } from "../helpers/proxy-wired.ts";
import { aPod } from "../helpers/proxy-world.ts";

const minute = 60_000;

function read(reply: Reply): Record<string, string> {
  return JSON.parse(reply.body) as Record<string, string>;
}

function time(reply: Reply, field: "Expiration" | "LastUpdated"): number {
  return Date.parse(read(reply)[field] ?? "");
}

test("while STS works, what is served has at least 900 s left, all day long", async (t) => {
  const { pass, credentials, clock, node } = await startWired(t, { pods: [aPod()] });
  for (let passed = 0; passed < 24 * 60; passed += 5) {
    await pass(5 * minute);
    const reply = await credentials();
    t.true(time(reply, "Expiration") - clock.now() >= 900_000);
  }
  t.true(node.calls.length >= 47 && node.calls.length <= 60, String(node.calls.length));
});

test("a renewal gives other keys and a later LastUpdated, and leaves the old ones valid", async (t) => {
  const { pass, credentials, clock } = await startWired(t, { pods: [aPod()] });
  const first = await credentials();
  await pass(31 * minute);
  const second = await credentials();
  t.not(read(second)["AccessKeyId"], read(first)["AccessKeyId"]);
  t.true(time(second, "LastUpdated") > time(first, "LastUpdated"));
  t.true(time(first, "Expiration") > clock.now() + 15 * minute);
});

test("nothing in memory and STS takes 300 ms: the request waits for it and is answered 200", async (t) => {
  const { world, node, clock, credentials } = await startWired(t);
  node.stsDelay = () => new Promise((resolve) => void clock.after(300, resolve));
  world.pods.changed(aPod());
  const asked = credentials();
  await clock.untilSet(300);
  await clock.untilSet(900);
  await clock.advance(300);
  t.is((await asked).status, 200);
  t.is(node.calls.length, 1);
});

test("STS throttles while a copy is valid: the copy is served", async (t) => {
  const { pass, credentials, node } = await startWired(t, { pods: [aPod()] });
  const first = await credentials();
  node.stsError = { status: 400, code: "Throttling", message: "Rate exceeded" };
  await pass(50 * minute);
  t.is((await credentials()).body, first.body);
  t.true(node.calls.length > 5 && node.calls.length < 40, String(node.calls.length));
});

test("STS throttles and there is no copy: 503 at once, for every pod of the node, without asking again", async (t) => {
  const { world, node, quiet, credentials, pass } = await startWired(t);
  node.stsError = { status: 400, code: "Throttling", message: "Rate exceeded" };
  world.pods.changed(aPod());
  await quiet();
  world.pods.changed(aPod({ name: "other-1", addresses: ["127.0.1.2"], role: "invoices" }));
  for (let count = 0; count < 5; count += 1) {
    t.is((await credentials()).status, 503);
    const reply = await credentials("127.0.1.2", "invoices");
    t.is(reply.status, 503);
    t.is(reply.headers["retry-after"], "1");
  }
  t.is(node.calls.length, 1);
  node.stsError = undefined;
  await pass(minute);
  t.is((await credentials()).status, 200);
  t.is((await credentials("127.0.1.2", "invoices")).status, 200);
});

test("STS is down for 20 minutes: the copy is served to a minute before its end, then 503, then the next one", async (t) => {
  const { pass, credentials, clock, node } = await startWired(t, { pods: [aPod()] });
  const first = await credentials();
  const end = time(first, "Expiration");
  await pass(25 * minute);
  node.stsFault = "down";
  while (clock.now() < end - minute) {
    t.is((await credentials()).body, first.body);
    await pass(30_000);
  }
  t.is((await credentials()).status, 503);
  node.stsFault = undefined;
  await pass(2 * minute);
  t.is((await credentials()).status, 200);
});

test("the session name of a pod with a name of 253 characters is one that STS accepts", async (t) => {
  const name = `${"very-long-name.".repeat(16)}x`.padEnd(253, "x");
  const session = { "iam.amazonaws.com/role": "invoices", "iam.amazonaws.com/session-name": `média/${name}` };
  const { world, node, quiet } = await startWired(t, {
    pods: [
      aPod({ name, uid: "1" }),
      aPod({ name: `${name}-2`, uid: "2", annotations: session, addresses: ["127.0.1.2"] }),
    ],
  });
  world.pods.changed(aPod({ name: "api-3", role: "archive", addresses: ["127.0.1.3"] }));
  await quiet();
  t.is(node.calls.length, 3);
  for (const call of node.calls) t.regex(call["RoleSessionName"] ?? "", /^[\w+=,.@-]{2,64}$/);
});

test("STS says that an hour is the limit: the call is made once more with 3600, from then on at once", async (t) => {
  const { world, node, quiet, pass, credentials } = await startWired(t, { settings: { sessionSeconds: 7200 } });
  const limit = "exceeds the 1 hour session limit for roles assumed by role chaining";
  node.stsDelay = async () => {
    const asked = Number(node.calls.at(-1)?.["DurationSeconds"]);
    node.stsError = asked > 3600 ? { status: 400, code: "ValidationError", message: limit } : undefined;
  };
  world.pods.changed(aPod());
  await quiet();
  t.is((await credentials()).status, 200);
  await pass(31 * minute);
  t.deepEqual(
    node.calls.map((call) => call["DurationSeconds"]),
    ["7200", "3600", "3600"],
  );
});

test("the node's own credentials have expired: read again once, asked again, and the pod waits for no more than that", async (t) => {
  const { world, node, quiet, credentials } = await startWired(t, { pods: [aPod()] });
  node.expiredKeys.add("ASIANODE1");
  node.accessKeyId = "ASIANODE2";
  world.pods.changed(aPod({ name: "other-1", addresses: ["127.0.1.2"], role: "invoices" }));
  t.is((await credentials("127.0.1.2", "invoices")).status, 200);
  await quiet();
  t.deepEqual(
    node.calls.map((call) => call["caller"]),
    ["ASIANODE1", "ASIANODE1", "ASIANODE2"],
  );
});

for (const [partition, region] of [
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]) {
  test(`a node in ${region} names roles of the partition ${partition}`, async (t) => {
    const document = JSON.stringify({ accountId: "111122223333", region });
    const { world, node, credentials } = await startWired(t, {
      pods: [aPod()],
      settings: { base: undefined },
      documents: { "/latest/dynamic/instance-identity/document": document },
    });
    t.is((await credentials()).status, 200);
    t.is(node.calls[0]?.["RoleArn"], `arn:${partition}:iam::111122223333:role/pods/thumbnails`);
    const info = await askWithToken(world.url, "/latest/meta-data/iam/info");
    t.true(info.body.includes(`arn:${partition}:iam::`));
  });
}

test("pods of one identity are served by one call to STS, however many ask at once", async (t) => {
  const pods = Array.from({ length: 200 }, (_, count) =>
    aPod({ name: `pod-${count}`, addresses: [`127.0.2.${count + 1}`], role: `role-${count % 20}` }),
  );
  const { node, world } = await startWired(t, { pods });
  const replies = await Promise.all(
    pods.map(async ({ addresses: [from = ""] }, count) =>
      askWithToken(world.url, `${rolesPath}role-${count % 20}`, { from }),
    ),
  );
  t.true(replies.every(({ status }) => status === 200));
  t.is(node.calls.length, 20);
});
