// The command line of the proxy's container; the chart's `iamctl-proxy.args` says the same, and a test compares the two.
import type { ChartValues } from "./chart-values.ts";

export function proxyArgs({ proxy, monitor }: ChartValues): readonly string[] {
  const host = proxy.ipv6 ? "[$(HOST_IP)]" : "$(HOST_IP)";
  const optional = {
    "base-role-arn": proxy.baseRoleArn,
    "default-role": proxy.defaultRole,
    "session-tags": proxy.sessionTags,
    "startup-taint": proxy.startupTaint,
  };
  return [
    "proxy",
    `--listen=${host}:${proxy.port}`,
    `--operations-listen=${monitor.kind === "" ? "127.0.0.1" : host}:${proxy.operationsPort}`,
    `--rules=${proxy.rules}`,
    // Without rules to keep it is not root, and has no folder of the node's to write to.
    ...(proxy.rules === "off"
      ? []
      : [`--interface=${proxy.interfaces.join(",")}`, "--token-key-file=/var/lib/iamctl-proxy/token-key"]),
    `--prefix=${proxy.prefix}`,
    ...Object.entries(optional).flatMap(([flag, value]) => (value === "" ? [] : [`--${flag}=${value}`])),
    `--tokens=${proxy.tokens}`,
    `--namespace-restrictions=${proxy.namespaceRestrictions}`,
    ...(proxy.reportOnly ? ["--report-only"] : []),
    `--log-level=${proxy.logLevel}`,
    ...proxy.extraArgs,
  ];
}
