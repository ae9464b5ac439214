import test from "ava";
import { startProxy } from "../../src/proxy/start-proxy.ts";
import { systemTimers } from "../../src/timers.ts";
import { askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { aPod, noFirewall, startWorld, testSettings } from "../helpers/proxy-world.ts";

test("a port that is taken is named, with the flag that changes it", async (t) => {
  const first = await startWorld();
  t.teardown(() => first.stop());
  const { port } = new URL(first.url);
  const taken = { host: "127.0.0.1", port: Number(port) };
  await t.throwsAsync(startWorld({ settings: { listen: taken } }), {
    message: new RegExp(`listen on 127.0.0.1:${port}`),
  });
  const error = await t.throwsAsync(startWorld({ settings: { operations: taken } }), { name: "IamctlError" });
  t.like(error, { hint: "Choose another address or port with --operations-listen ADDRESS:PORT" });
});

test("an account that cannot be found out is an error that says how to name it", async (t) => {
  const nothing = { stop: () => {}, reconnect: () => {} };
  const starting = startProxy(
    { ...testSettings, base: undefined },
    {
      watch: { pods: () => nothing, namespaces: () => nothing },
      assumeRole: async () => ({ kind: "failed", cause: "unreachable", problem: "" }),
      metadata: async () => {
        throw new Error("connect ECONNREFUSED 169.254.169.254:80");
      },
      nodeCredentials: async () => {},
      firewall: noFirewall,
      writeEvent: async () => {},
      removeTaint: async () => "absent",
      now: Date.now,
      timers: systemTimers,
      log: { info: () => {}, warn: () => {} },
      version: "1.2.3",
    },
  );
  const error = await t.throwsAsync(starting, { message: /account is not known: connect ECONNREFUSED/ });
  t.regex((error as { hint?: string }).hint ?? "", /--base-role-arn/);
});

test("account and partition come from the instance identity document when they are not given, the path from the prefix", async (t) => {
  const proxy = await startWorld({
    pods: [aPod()],
    settings: { base: undefined },
    documents: {
      "/latest/dynamic/instance-identity/document": '{"accountId":"444455556666","region":"us-gov-west-1"}',
    },
  });
  t.teardown(() => proxy.stop());
  t.is((await askWithToken(proxy.url, `${rolesPath}thumbnails`)).status, 200);
  t.is(proxy.calls[0]?.role, "arn:aws-us-gov:iam::444455556666:role/pods/thumbnails" as never);
});

test("on a listener for both families, an IPv4 caller is the pod of its IPv4 address", async (t) => {
  const proxy = await startWorld({ pods: [aPod()], settings: { listen: { host: "::", port: 0 } } });
  t.teardown(() => proxy.stop());
  const url = `http://127.0.0.1:${new URL(proxy.url).port}`;
  const headers = { Host: "169.254.169.254" };
  t.is((await askToken(url, { headers })).headers["x-aws-ec2-metadata-token-ttl-seconds"], "21600");
});
