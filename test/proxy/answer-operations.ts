import test from "ava";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

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
