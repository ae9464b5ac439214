import test from "ava";
import { readSettings } from "../../src/proxy/settings.ts";
import type { ProxySettings } from "../../src/proxy/settings.ts";
import type { ProxyFlags } from "../../src/proxy/given-flags.ts";

test("a node's name is all that is needed", (t) => {
  t.like(readSettings({}, { IAMCTL_NODE_NAME: "node-1" }), {
    kind: "settings",
    settings: {
      node: "node-1",
      listen: { host: "127.0.0.1", port: 8181 },
      alsoListen: undefined,
      operations: { host: "127.0.0.1", port: 9191 },
      base: undefined,
      prefix: "/pods/",
      defaultRole: undefined,
      namespaceRestrictions: "off",
      tokens: "required",
      sessionSeconds: 3600,
      sessionNames: "node",
      reportOnly: false,
      network: undefined,
      metadataEndpoint: undefined,
      logLevel: "info",
    },
    notes: [],
  });
});

const reads = test.macro({
  exec: (t, flags: ProxyFlags, expected: Partial<ProxySettings>) => {
    const result = readSettings({ node: "node-1", ...flags }, {});
    if (result.kind === "faults") return t.fail(result.faults.join("\n"));
    return t.like(result.settings, expected);
  },
  title: (rule = "", flags: ProxyFlags) => `${rule}: ${JSON.stringify(flags)}`,
});

test(
  "an IPv6 address stands in brackets",
  reads,
  { listen: "[fd00::1]:80" },
  { listen: { host: "fd00::1", port: 80 } },
);
test("port 0 is any free port", reads, { listen: "127.0.0.1:0" }, { listen: { host: "127.0.0.1", port: 0 } });
const base = { partition: "aws-cn", account: "111122223333", path: "/" };
test("a base may end in a slash", reads, { baseRoleArn: "arn:aws-cn:iam::111122223333:role/" }, { base });
test("a base may end without one", reads, { baseRoleArn: "arn:aws-cn:iam::111122223333:role" }, { base });
test(
  "a base may have a path",
  reads,
  { baseRoleArn: "arn:aws-cn:iam::111122223333:role/pods" },
  { base: { ...base, path: "/pods/" } },
);
test("flags go before the environment", (t) => {
  const result = readSettings({ node: "flag" }, { IAMCTL_NODE_NAME: "own", NODE_NAME: "other" });
  t.is(result.kind === "settings" && result.settings.node, "flag");
});

const faulty = test.macro({
  exec: (t, flags: ProxyFlags, flag: string) => {
    const result = readSettings({ node: "node-1", ...flags }, {});
    t.is(result.kind, "faults");
    if (result.kind === "faults")
      t.true(result.faults.length === 1 && result.faults[0]?.startsWith(flag), String(result.faults));
  },
  title: (rule = "", flags: ProxyFlags) => `${rule}: ${JSON.stringify(flags)}`,
});

test("a node name is one", faulty, { node: "a,b" }, "--node");
test("a host name is no address", faulty, { listen: "localhost:80" }, "--listen");
test("all addresses are not taken by leaving one out", faulty, { listen: ":8181" }, "--listen");
test("a port is at most 65535", faulty, { operationsListen: "127.0.0.1:65536" }, "--operations-listen");
test("a base is no name", faulty, { baseRoleArn: "pods" }, "--base-role-arn");
test("a base is no user", faulty, { baseRoleArn: "arn:aws:iam::111122223333:user/" }, "--base-role-arn");
test("a default role is a role reference", faulty, { defaultRole: "not a role" }, "--default-role");
test("restrictions are off, glob or regexp", faulty, { namespaceRestrictions: "perl" }, "--namespace-restrictions");
test("tokens are required or optional", faulty, { tokens: "no" }, "--tokens");
test("a session has at least half an hour", faulty, { sessionSeconds: "900" }, "--session-seconds");
test("a session has at most twelve hours", faulty, { sessionSeconds: "43201" }, "--session-seconds");

test("every fault is told at once", (t) => {
  const result = readSettings({ listen: "x", operationsListen: "y", tokens: "z", sessionSeconds: "1" }, {});
  t.is(result.kind === "faults" && result.faults.length, 5);
});
