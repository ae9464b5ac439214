// Keys of taints: what Kubernetes takes, and what it does not.
import test from "ava";
import { isTaintKey } from "../../src/pods/taint-key.ts";

const accepted = [
  "a",
  "not-ready",
  "iamctl/proxy-not-ready",
  "node.cilium.io/agent-not-ready",
  "a.b_c-D9",
  "x".repeat(63),
];
const refused = [
  ...["", "/", "a/", "/a", "a/b/c", "a b", "a=b", "iamctl/not-ready=:NoSchedule", "-a", "a-", ".a"],
  ...["Iamctl/a", "-x/a", "x-/a", "x".repeat(64), `${"x".repeat(254)}/a`, "a\n", "ä"],
];

for (const key of accepted) test(`a key of a taint: ${key}`, (t) => t.true(isTaintKey(key)));
for (const key of refused) test(`no key of a taint: ${JSON.stringify(key)}`, (t) => t.false(isTaintKey(key)));
