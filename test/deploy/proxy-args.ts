// The command line that chart and manifests give the proxy is one that the proxy takes.
import test from "ava";
import type { ChartValues } from "../../src/deploy/chart-values.ts";
import { proxyArgs } from "../../src/deploy/proxy-args.ts";
import type { ProxyOptions } from "../../src/command-options.ts";
import { readSettings } from "../../src/proxy/settings.ts";
import { chartValues } from "../helpers/chart.ts";
import { parse } from "../helpers/program.ts";

type Change = Partial<ChartValues["proxy"]> & { readonly monitor?: string };

const starts = test.macro(async (t, change: Change, expected: object) => {
  const values = chartValues();
  const { monitor = "", ...proxy } = change;
  const args = proxyArgs({
    ...values,
    proxy: { ...values.proxy, ...proxy },
    monitor: { ...values.monitor, kind: monitor },
  });
  const host = change.ipv6 === true ? "fd00::12" : "10.0.1.12";
  const { ran, said } = await parse(args.map((word) => word.replace("$(HOST_IP)", host)).join(" "));
  t.is(said, "");
  const result = readSettings(ran?.[1] as ProxyOptions, { IAMCTL_NODE_NAME: "ip-10-0-1-12" });
  if (result.kind === "faults") return t.fail(result.faults.join("\n"));
  t.deepEqual(result.notes, []);
  return t.like(result.settings, expected);
});

test(
  "by default",
  starts,
  {},
  {
    ...{ listen: { host: "10.0.1.12", port: 8181 }, operations: { host: "127.0.0.1", port: 9191 }, prefix: "/pods/" },
    ...{ tokens: "required", namespaceRestrictions: "off", defaultRole: undefined },
    network: { firewall: "auto", interception: { include: [], exclude: ["eth0"] } },
  },
);
test(
  "interfaces, base, restrictions and a default role",
  starts,
  {
    ...{ interfaces: ["eni+", "vlan+"], baseRoleArn: "arn:aws:iam::111122223333:role/pods/", defaultRole: "quiet" },
    ...{ namespaceRestrictions: "glob", reportOnly: true, sessionTags: "prod", logLevel: "debug", tokens: "optional" },
  },
  {
    ...{ base: { partition: "aws", account: "111122223333", path: "/pods/" }, defaultRole: "quiet" },
    ...{ namespaceRestrictions: "glob", reportOnly: true, logLevel: "debug", tokens: "optional" },
    network: { interception: { include: ["eni+", "vlan+"], exclude: [] } },
  },
);
test(
  "metrics for a monitor are served on the node's address",
  starts,
  { monitor: "PodMonitor" },
  {
    operations: { host: "10.0.1.12", port: 9191 },
  },
);
test(
  "a startup taint to take off",
  starts,
  { startupTaint: "iamctl/proxy-not-ready" },
  {
    startupTaint: "iamctl/proxy-not-ready",
  },
);
test("a node that has IPv6 only", starts, { ipv6: true }, { listen: { host: "fd00::12", port: 8181 } });
test("rules that are somebody else's", starts, { rules: "off" }, { network: undefined });
test(
  "other ports and more arguments",
  starts,
  { port: 8282, operationsPort: 9292, extraArgs: ["--session-seconds=7200"] },
  {
    ...{
      listen: { host: "10.0.1.12", port: 8282 },
      operations: { host: "127.0.0.1", port: 9292 },
      sessionSeconds: 7200,
    },
  },
);
