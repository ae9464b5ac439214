import test from "ava";
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
