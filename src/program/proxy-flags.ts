// The proxy's flags, kube2iam's own among them; none is judged here, so that all faults can be told at once.
import { Option, type Command } from "commander";

export function addProxyFlags(command: Command): Command {
  for (const [flag, description] of own) command.option(flag, description);
  for (const flag of kube2iam) command.addOption(new Option(flag).hideHelp());
  return command.addHelpText("after", afterwards);
}

const own: readonly (readonly [flag: string, description: string])[] = [
  ["--node <name>", "name of this node (or IAMCTL_NODE_NAME)"],
  ["--listen <address:port>", "where pods' requests arrive; an IPv6 one may follow a comma (default: 127.0.0.1:8181)"],
  ["--operations-listen <address:port>", "where health and metrics are asked for (default: 127.0.0.1:9191)"],
  ["--rules <firewall>", "keep the node's rules: auto, nft, iptables-nft, iptables-legacy (default: off)"],
  ["--interface <names>", "where pods' packets come in: eni+,vlan+ or cali+ or !eth0"],
  ["--cleanup", "remove the node's rules and end: pods reach the node's own role again"],
  ["--prefix <prefix>", "what pod roles begin with: a path, or the beginning of a name (default: /pods/)"],
  ["--base-role-arn <arn>", "what role names are resolved against (default: the account's roles under --prefix)"],
  ["--default-role <role>", "role of pods that name none (default: they get none)"],
  ["--namespace-restrictions [mode]", "how namespaces' allowed-roles are read: off, glob, regexp (default: off)"],
  ["--report-only", "tell what the restrictions of namespaces would deny, and deny nothing"],
  ["--tokens <mode>", "whether pods need an IMDSv2 token: required, optional (default: required)"],
  ["--token-key-file <file>", "keep the key of their tokens here, so that they outlive a restart (default: in memory)"],
  [
    "--metadata-paths <list>",
    "what pods may read of the real service: default,meta-data/public-keys/** (default: default)",
  ],
  ["--requests-per-second <n>", "how often a pod may ask, twice as often for a moment (default: 500)"],
  ["--connections-per-pod <n>", "how many connections a pod may hold (default: 100)"],
  ["--session-seconds <n>", "lifetime of credentials (default: 3600)"],
  ["--session-names <of>", "whom sessions are named after: node, pod (default: node)"],
  ["--session-tags <cluster>", "tag sessions as EKS Pod Identity does, with this cluster's name or ARN"],
  ["--startup-taint <key>", "take this taint off the node once pods can be served (default: leave taints alone)"],
  ["--log-level <level>", "debug, info, warn, error (default: info)"],
];

/** https://github.com/jtblin/kube2iam#options: a value after `=` is allowed for each, as Go's flags have it. */
const kube2iam: readonly string[] = [
  ...["--api-server <url>", "--api-token <token>", "--insecure [boolean]"],
  ...["--app-port <port>", "--metrics-port <port>", "--host-ip <address>", "--host-interface <name>"],
  ...["--iptables [boolean]", "--metadata-addr <address>"],
  ...["--auto-discover-base-arn [boolean]", "--auto-discover-default-role [boolean]"],
  ...["--iam-role-key <key>", "--iam-external-id <key>", "--namespace-key <key>"],
  ...["--iam-role-session-ttl <duration>", "--iam-role-error-ttl <duration>"],
  ...["--namespace-restriction-format <format>", "--cache-resync-period <duration>"],
  ...["--resolve-duplicate-cache-ips [boolean]", "--backoff-max-interval <duration>"],
  ...["--backoff-max-elapsed-time <duration>", "--use-regional-sts-endpoint [boolean]"],
  ...["--debug [boolean]", "--log-format <format>"],
];

const afterwards = `
Each flag can be given as IAMCTL_PROXY_NAME in the environment instead.
The flags of kube2iam are taken too, so that its manifests start this proxy.
`;
