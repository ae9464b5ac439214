// What a DaemonSet tells of the proxy it runs: which program, and with which flags.
import test from "ava";
import { toProxyRecord } from "../../src/pods/proxy-record.ts";
import { flagOf, variableOf } from "../../src/pods/proxy-variables.ts";

const flagsOf = (container: object, labels: Readonly<Record<string, string>> = {}) =>
  toProxyRecord({
    metadata: { namespace: "kube-system", name: "proxy", labels },
    spec: { template: { spec: { containers: [{ name: "proxy", ...container }] } } },
  });
const ours = { image: "registry.example/iamctl:1", args: ["proxy", "--prefix=/pods/"] };

const reads = test.macro((t, container: object, expected: object | undefined) => {
  const record = flagsOf(container);
  t.deepEqual(record && { program: record.program, ...record.flags }, expected);
});
test(
  "flags with an equals sign, a word after them, or neither",
  reads,
  {
    image: "jtblin/kube2iam:0.11",
    args: ["--iptables", "--host-interface", "eni+", "--base-role-arn=arn:aws:iam::111122223333:role/"],
  },
  {
    program: "kube2iam",
    iptables: "true",
    "host-interface": "eni+",
    "base-role-arn": "arn:aws:iam::111122223333:role/",
  },
);
test(
  "our proxy's flags in the environment",
  reads,
  { ...ours, env: [{ name: "IAMCTL_PROXY_SESSION_TAGS", value: "harbor" }] },
  { program: "iamctl", prefix: "/pods/", "session-tags": "harbor" },
);
test(
  "a flag goes before its variable, as in the proxy itself",
  reads,
  { ...ours, env: [{ name: "IAMCTL_PROXY_PREFIX", value: "/other/" }] },
  { program: "iamctl", prefix: "/pods/" },
);
test(
  "a variable without a value of its own is not known",
  reads,
  {
    ...ours,
    env: [{ name: "IAMCTL_PROXY_PREFIX" }, { name: "IAMCTL_PROXY_TOKENS", value: "" }, { name: "PATH", value: "/" }],
  },
  { program: "iamctl", prefix: "/pods/" },
);
test(
  "another program's environment says nothing",
  reads,
  { image: "jtblin/kube2iam", args: [], env: [{ name: "IAMCTL_PROXY_PREFIX", value: "/other/" }] },
  { program: "kube2iam" },
);
test("another DaemonSet is no proxy", reads, { image: "registry.example/fluent-bit:3" }, undefined);
test("our chart's image is called whatever its owner calls it", (t) => {
  const image = { image: "registry.example/tools:1", args: [] };
  t.is(flagsOf(image, { "app.kubernetes.io/name": "iamctl-proxy" })?.program, "iamctl");
});

test("a variable's flag is the flag whose variable it is", (t) => {
  for (const flag of ["session-tags", "prefix", "operations-listen"]) t.is(flagOf(variableOf(flag)), flag);
  t.is(flagOf("IAMCTL_NODE_NAME"), undefined);
});
