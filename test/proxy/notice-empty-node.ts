import test from "ava";
import { ask } from "../helpers/proxy-client.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

const told = "node has no pods";

test("a node without a single pod is told of once, with what may be wrong", async (t) => {
  const proxy = await startWorld({ settings: { node: "nosuch" } });
  t.teardown(() => proxy.stop());
  proxy.pods.replaced([]);
  const lines = proxy.lines.filter(({ message }) => message === told);
  t.is(lines.length, 1);
  t.regex(lines[0]?.reason ?? "", /a node named nosuch, not even this proxy: is it the name in spec\.nodeName\?/);
});

test("a node with one is not", async (t) => {
  const proxy = await startWorld({ pods: [aPod()] });
  t.teardown(() => proxy.stop());
  t.false(proxy.lines.some(({ message }) => message === told));
});

test("such a proxy is alive and not ready, until the first pod of the node comes", async (t) => {
  const proxy = await startWorld({ settings: { node: "nosuch" } });
  t.teardown(() => proxy.stop());
  t.is((await ask(proxy.operationsUrl, "/healthz")).status, 200);
  const waiting = await ask(proxy.operationsUrl, "/readyz");
  t.deepEqual([waiting.status, waiting.body], [503, "waiting for a pod on a node named nosuch\n"]);
  proxy.pods.changed(aPod());
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200);
  proxy.pods.removed(aPod());
  proxy.pods.replaced([]);
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200, "a name that was right stays right");
});
