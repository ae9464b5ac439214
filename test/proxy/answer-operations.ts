import test from "ava";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, issue, startWorld } from "../helpers/proxy-world.ts";

test("the process is healthy from the start and ready when the pods are known", async (t) => {
  const proxy = await startWorld({ synced: false });
  t.teardown(() => proxy.stop());
  t.is((await ask(proxy.operationsUrl, "/healthz")).status, 200);
  const waiting = await ask(proxy.operationsUrl, "/readyz");
  t.is(waiting.status, 503);
  t.is(waiting.body, "waiting for pods\n");
  proxy.pods.replaced([aPod()]);
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200);
});

test("metrics count answers, calls to STS, pods and identities, and hold no name from cluster or client", async (t) => {
  const proxy = await startWorld({ pods: [aPod(), aPod({ name: "api-2", addresses: ["127.0.1.2"] })] });
  t.teardown(() => proxy.stop());
  await askWithToken(proxy.url, rolesPath);
  await ask(proxy.url, "/latest/meta-data/made-up-by-client");
  const { body, headers } = await ask(proxy.operationsUrl, "/metrics");
  t.regex(headers["content-type"] ?? "", /^text\/plain/);
  for (const line of [
    'iamctl_proxy_answers_total{route="token",status="200"} 1',
    'iamctl_proxy_answers_total{route="roles",status="200"} 1',
    'iamctl_proxy_answers_total{route="refused",status="404"} 1',
    'iamctl_proxy_assume_role_seconds_count{outcome="assumed"} 1',
    "iamctl_proxy_pods 2",
    "iamctl_proxy_identities 1",
  ]) {
    t.true(body.split("\n").includes(line), `${line}\n\n${body}`);
  }
  t.notRegex(body, /media|api-2|thumbnails|made-up/);
});

test("nothing else is answered, no metadata least of all", async (t) => {
  const proxy = await startWorld({ pods: [aPod()] });
  t.teardown(() => proxy.stop());
  t.is((await ask(proxy.operationsUrl, rolesPath)).status, 404);
  t.is((await ask(proxy.operationsUrl, "/")).status, 404);
});

test("liveness speaks the words of kube2iam and kiam, and waits for neither AWS nor the cluster", async (t) => {
  const never = new Promise<never>(() => {});
  const proxy = await startWorld({ synced: false, assume: () => never, metadata: () => never });
  t.teardown(() => proxy.stop());
  const health = await ask(proxy.operationsUrl, "/healthz");
  t.is(health.headers["content-type"], "application/json");
  t.deepEqual(JSON.parse(health.body), { hostIP: "127.0.0.1", instanceId: "" });
  t.is((await ask(proxy.operationsUrl, "/ping")).body, "pong");
});

test("the instance's id is told as soon as it is known", async (t) => {
  const proxy = await startWorld({ documents: { "/latest/meta-data/instance-id": "i-0123" } });
  t.teardown(() => proxy.stop());
  await ask(proxy.operationsUrl, "/healthz");
  t.deepEqual(JSON.parse((await ask(proxy.operationsUrl, "/healthz")).body), {
    hostIP: "127.0.0.1",
    instanceId: "i-0123",
  });
});

const sampleOf = async (proxy: { readonly operationsUrl: string }, name: string): Promise<number | undefined> => {
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  const found = body
    .split("\n")
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length);
  return found === undefined ? undefined : Number(found);
};

test("metrics tell the version, and when the first credentials of a pod end", async (t) => {
  const clock = createTestClock();
  const first = aPod();
  const second = aPod({ name: "two-1", role: "invoices", addresses: ["127.0.1.2"] });
  const proxy = await startWorld({
    ...{ pods: [first], now: clock.now, timers: clock },
    assume: (request) =>
      request.role.endsWith("/invoices")
        ? { kind: "failed", cause: "denied", problem: "as the test says" }
        : issue(request, clock.now()),
  });
  t.teardown(() => proxy.stop());
  const firstEnd = "iamctl_proxy_first_expiry_timestamp_seconds";
  const without = "iamctl_proxy_identities_without_credentials";
  t.is(await sampleOf(proxy, 'iamctl_proxy_build_info{version="1.2.3"}'), 1);
  t.is(await sampleOf(proxy, firstEnd), clock.now() / 1000 + 3600);
  t.is(await sampleOf(proxy, without), 0);
  proxy.pods.changed(second);
  await settle();
  t.is(await sampleOf(proxy, without), 1);
  t.is(await sampleOf(proxy, firstEnd), clock.now() / 1000 + 3600, "of those that there are");
  proxy.pods.removed(first);
  t.is(await sampleOf(proxy, firstEnd), undefined);
  proxy.pods.removed(second);
  t.is(await sampleOf(proxy, without), 0, "of pods that there are");
});

test("metrics are named as Prometheus wants them: one prefix, base units, totals, and help for each", async (t) => {
  const proxy = await startWorld({ pods: [aPod()] });
  t.teardown(() => proxy.stop());
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  const kinds = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", kind = ""]) => [name, kind] as const);
  t.true(kinds.length > 10);
  for (const [name, kind] of kinds) {
    t.regex(name, /^iamctl_proxy_[a-z_]+$/);
    t.is(name.endsWith("_total"), kind === "counter", name);
    t.notRegex(name, /(?:milliseconds|minutes|kilobytes)/);
    t.true(body.includes(`# HELP ${name} `), name);
  }
});
