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
      startupTaint: undefined,
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

const network = { rules: "nft", interface: "eni+,vlan+", listen: "10.0.0.1:8181,[fd00::1]:8181" };
test("rules take interfaces and both addresses", reads, network, {
  listen: { host: "10.0.0.1", port: 8181 },
  alsoListen: { host: "fd00::1", port: 8181 },
  network: {
    firewall: "nft",
    interception: {
      ...{ include: ["eni+", "vlan+"], exclude: [] },
      targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: { address: "fd00::1", port: 8181 } },
    },
  },
});
test(
  "the IPv6 address may stand first",
  reads,
  { ...network, listen: "[fd00::1]:80,10.0.0.1:80" },
  {
    alsoListen: { host: "10.0.0.1", port: 80 },
  },
);
const inverted = { include: [], exclude: ["eth0"] };
test(
  "an interface may be left out",
  reads,
  { ...network, interface: "!eth0" },
  {
    network: {
      firewall: "nft",
      interception: {
        ...inverted,
        targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: { address: "fd00::1", port: 8181 } },
      },
    },
  },
);
test("rules are somebody else's unless they are asked for", reads, { interface: "eni+" }, { network: undefined });
test(
  "sessions may be tagged with a cluster's name",
  reads,
  { sessionTags: "harbor" },
  { sessionTags: { name: "harbor" } },
);
const cluster = "arn:aws:eks:eu-west-1:111122223333:cluster/harbor";
test("or with its ARN", reads, { sessionTags: cluster }, { sessionTags: { name: "harbor", arn: cluster } });
test("a lifetime may have a unit", reads, { sessionSeconds: "2h" }, { sessionSeconds: 7_200 });
test(
  "restrictions may only be reported",
  reads,
  { reportOnly: true, namespaceRestrictions: true },
  {
    ...{ reportOnly: true, namespaceRestrictions: "glob" },
  },
);

test("what is not typed is taken from the environment", (t) => {
  const env = {
    ...{ IAMCTL_PROXY_NODE: "node-2", IAMCTL_PROXY_TOKENS: "optional", IAMCTL_PROXY_SESSION_SECONDS: "1800" },
    ...{ IAMCTL_PROXY_REPORT_ONLY: "true", IAMCTL_PROXY_RULES: "", IAMCTL_PROXY_LISTEN: "127.0.0.1:1" },
  };
  const result = readSettings({ listen: "127.0.0.1:2" }, env);
  if (result.kind === "faults") return t.fail(result.faults.join("\n"));
  return t.like(result.settings, {
    ...{ node: "node-2", tokens: "optional", sessionSeconds: 1800, reportOnly: true, network: undefined },
    listen: { host: "127.0.0.1", port: 2 },
  });
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

test("rules need interfaces", faulty, { ...network, interface: "" }, "--interface is missing");
test("an interface has a name", faulty, { ...network, interface: "eni+ -j ACCEPT" }, "--interface");
test("of at most 15 bytes", faulty, { ...network, interface: "a23456789012345678" }, "--interface");
test("and not every interface there is", faulty, { ...network, interface: "+" }, "--interface");
test("pods cannot be sent to loopback", faulty, { ...network, listen: "127.0.0.1:8181" }, "--listen 127.0.0.1");
test("nor to no address", faulty, { ...network, listen: "0.0.0.0:8181" }, "--listen 0.0.0.0");
test("nor to a port that is not known yet", faulty, { ...network, listen: "10.0.0.1:0" }, "--listen 10.0.0.1:0");
test("two addresses are of two families", faulty, { ...network, listen: "10.0.0.1:1,10.0.0.2:1" }, "--listen");
test("there are three kinds of rules", faulty, { ...network, rules: "ipvs" }, "--rules");
test("an address has four small numbers", faulty, { listen: "1.2.3.400:80" }, "--listen");
test("a prefix has no wildcard", faulty, { prefix: "/pods/*" }, "--prefix");
test("a cluster has a name", faulty, { sessionTags: "a b" }, "--session-tags");
test("sessions are named after nodes or pods", faulty, { sessionNames: "roles" }, "--session-names");
test(
  "a startup taint is named by its key",
  reads,
  { startupTaint: "iamctl/proxy-not-ready" },
  { startupTaint: "iamctl/proxy-not-ready" },
);
test("a key of a taint is no taint", faulty, { startupTaint: "iamctl/not-ready=:NoSchedule" }, "--startup-taint");
test("a level of the log is one", faulty, { logLevel: "loud" }, "--log-level");

test("every fault is told at once, flags and environment alike, kube2iam's flags too", (t) => {
  const flags = { listen: "x", operationsListen: "y", tokens: "z", sessionSeconds: "1", insecure: true };
  const result = readSettings(flags, { IAMCTL_PROXY_PREFIX: "*", IAMCTL_PROXY_REPORT_ONLY: "perhaps" });
  t.deepEqual(
    result.kind === "faults" && new Set(result.faults.map((fault) => fault.split(" ")[0])),
    new Set([
      "--insecure",
      "--listen",
      "--node",
      "--operations-listen",
      "--prefix",
      "--report-only",
      "--tokens",
      "--session-seconds",
    ]),
  );
});

test("what may be chosen is told once each, whatever the default is", (t) => {
  t.deepEqual(readSettings({ node: "node-1", rules: "iptables" }, {}), {
    kind: "faults",
    faults: ['--rules "iptables" is none of off, auto, nft, iptables-nft, iptables-legacy'],
  });
});
