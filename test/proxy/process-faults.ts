import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { startOwnTime } from "../helpers/own-time.ts";
import { ask, askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { createProxyProcess } from "../helpers/proxy-process.ts";
import { apiPod } from "../helpers/proxy-wired.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const path = `${rolesPath}thumbnails`;
const withToken = (token: string) => ({ headers: { "X-aws-ec2-metadata-token": token } });

test("SIGTERM while a request waits for STS: it is answered, no other is taken, and the process ends with 0 within 10 s", async (t) => {
  const proxy = await createProxyProcess(t);
  await proxy.start();
  await proxy.serves("thumbnails");
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  proxy.node.stsDelay = () => held;
  const calls = proxy.node.calls.length;
  proxy.api.send({ type: "ADDED", object: apiPod("new-1", "invoices", "127.0.1.2") });
  while (proxy.node.calls.length === calls) await new Promise((resolve) => void setTimeout(resolve, 5));
  const { body: token } = await askToken(proxy.url, { from: "127.0.1.2" });
  const asked = ask(proxy.url, `${rolesPath}invoices`, { from: "127.0.1.2", ...withToken(token) });
  // The request is under way when a later one has been answered.
  t.is((await askWithToken(proxy.url, path)).status, 200);
  const time = startOwnTime();
  t.teardown(() => time.stop());
  const ended = proxy.end("SIGTERM");
  for (let refused = false; !refused;) {
    refused = await askToken(proxy.url).then(
      () => false,
      () => true,
    );
  }
  answer();
  const { status } = await asked;
  // On a machine that is busy its 900 ms may have passed.
  t.true(status === 200 || status === 503, String(status));
  t.is(await ended, 0);
  t.true(time.passed() < 10_000, `${time.passed()} ms`);
});

test("SIGKILL and restart: refused in between, then served anew; with a key file old tokens stay good", async (t) => {
  const folder = await temporaryFolder();
  const proxy = await createProxyProcess(t, { flags: ["--token-key-file", join(folder, "key")] });
  await proxy.start();
  const { body: token } = await askToken(proxy.url);
  await proxy.serves("thumbnails");
  t.is((await ask(proxy.url, path, withToken(token))).status, 200);
  t.is(await proxy.end("SIGKILL"), "SIGKILL");
  await t.throwsAsync(ask(proxy.url, path, withToken(token)), { code: "ECONNREFUSED" });
  await proxy.start();
  await proxy.serves("thumbnails");
  const reply = await ask(proxy.url, path, withToken(token));
  t.is(reply.status, 200);
  t.true(Date.parse((JSON.parse(reply.body) as { Expiration: string }).Expiration) > Date.now());
});

test("SIGKILL and restart without a key file: the old token is refused with 401, a new one is good", async (t) => {
  const proxy = await createProxyProcess(t);
  await proxy.start();
  const { body: token } = await askToken(proxy.url);
  await proxy.end("SIGKILL");
  await proxy.start();
  t.is((await ask(proxy.url, path, withToken(token))).status, 401);
  await proxy.serves("thumbnails");
});

/** Linux's file for which the disk is always full; where there is none, only the rest of the test says something. */
const fullDisk = existsSync("/dev/full") ? "/dev/full" : "/dev/null";

test("the disk is full: no line of the log is written, and pods are served, new ones as well", async (t) => {
  const proxy = await createProxyProcess(t, { stdout: fullDisk });
  await proxy.start();
  await proxy.serves("thumbnails");
  for (let count = 0; count < 50; count += 1) {
    proxy.api.send({ type: "ADDED", object: apiPod(`pod-${count}`, "not a role", `127.0.3.${count + 1}`) });
    // A refusal is a line as well.
    t.is((await ask(proxy.url, path, { from: `127.0.4.${count + 1}` })).status, 401);
    t.is((await askWithToken(proxy.url, path)).status, 200);
  }
  proxy.api.send({ type: "ADDED", object: apiPod("new-1", "invoices", "127.0.1.2") });
  await proxy.serves("invoices", "127.0.1.2");
  t.is(proxy.child().exitCode, null);
});
