// Holds docs/proxy.md to what the proxy does: every metric, every event, every flag of kube2iam is on the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";
import { kube2iamFlags } from "../src/proxy/kube2iam-flags.ts";
import { guardNames } from "../src/proxy/network/interception.ts";
import { ask } from "./helpers/proxy-client.ts";
import { startWorld } from "./helpers/proxy-world.ts";

const root = findPackageFolder();
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const page = read("docs/proxy.md");

/** Names in backquotes, alone or with something after them. */
const isNamed = (name: string): boolean => page.includes(`\`${name}\``) || page.includes(`\`${name} `);

test("every metric is on the page, and the page names no other", async (t) => {
  const interception = { include: ["eni+"], exclude: [], targets: { ipv4: undefined, ipv6: undefined } };
  const proxy = await startWorld({ settings: { network: { firewall: "auto", interception } } });
  t.teardown(() => proxy.stop());
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  const metrics = [...body.matchAll(/^# TYPE (\w+) /gmu)].map(([, name]) => name ?? "");
  t.true(metrics.length > 8);
  t.deepEqual(
    metrics.filter((name) => !isNamed(name)),
    [],
  );
  const named = [...page.matchAll(/\biamctl_proxy_\w+/gu)].map(([name]) => name);
  t.deepEqual(
    named.filter((name) => !metrics.includes(name)),
    [],
  );
});

test("every event is on the page", (t) => {
  const sources = read("src/proxy/explain-to-pod.ts") + read("src/proxy/observer.ts");
  const reasons = [...sources.matchAll(/"([A-Z][a-z]+[A-Z][A-Za-z]+)"/gu)].map(([, reason]) => reason ?? "");
  t.true(reasons.length > 5);
  t.deepEqual(
    reasons.filter((reason) => !isNamed(reason)),
    [],
  );
});

test("every flag of kube2iam, and every guard, is on the page", (t) => {
  t.deepEqual(
    kube2iamFlags.filter((flag) => !isNamed(`--${flag}`)),
    [],
  );
  t.deepEqual(
    guardNames.filter((guard) => !isNamed(guard)),
    [],
  );
});
