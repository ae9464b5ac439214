// Rules of other programs on a node, and all the rules there are, to compare before and after.
import type { FirewallPrograms } from "./firewall-programs.ts";
import type { NetworkNamespace } from "./netns.ts";

export type FirewallKind = "nft" | "iptables-nft" | "iptables-legacy";

/** Some of them speak of the same address, and one chain has a name that could be taken for ours. */
export async function addForeignRules(
  node: NetworkNamespace,
  firewall: FirewallPrograms,
  kind: FirewallKind,
): Promise<void> {
  const variant = kind === "iptables-legacy" ? "legacy" : "nft";
  for (const [program, address] of [
    ["iptables", "169.254.169.254"],
    ["ip6tables", "fd00:ec2::254"],
  ] as const) {
    const rules = [
      ["-t", "nat", "-N", "MY-IAMCTL-NOTES"],
      ["-t", "nat", "-A", "PREROUTING", "-d", address, "-p", "tcp", "--dport", "8", "-j", "MY-IAMCTL-NOTES"],
      ["-t", "nat", "-A", "PREROUTING", "-m", "comment", "--comment", "see -j IAMCTL-METADATA", "-j", "ACCEPT"],
      ["-t", "filter", "-A", "INPUT", "-p", "tcp", "--dport", "8", "-j", "ACCEPT"],
      ["-t", "filter", "-A", "FORWARD", "-d", address, "-p", "tcp", "--dport", "8", "-j", "ACCEPT"],
      ["-t", "raw", "-A", "PREROUTING", "-d", address, "-p", "tcp", "--dport", "8", "-j", "ACCEPT"],
      ["-t", "mangle", "-A", "FORWARD", "-d", address, "-p", "tcp", "--dport", "8", "-j", "ACCEPT"],
    ];
    for (const rule of rules) await node.run(firewall.find(`${program}-${variant}`), ...rule);
  }
  const chain =
    "chain forward { type filter hook forward priority 10; policy accept; ip daddr 169.254.169.254 tcp dport 8 accept; };";
  await node.run(firewall.find("nft"), `table inet my-iamctl { ${chain} };`);
}

/** Without counters, times in comments, and warnings of one program about another's rules. */
export async function listRules(
  node: NetworkNamespace,
  firewall: FirewallPrograms,
): Promise<Readonly<Record<string, string>>> {
  const rules: Record<string, string> = {};
  for (const name of ["iptables", "ip6tables"].flatMap((program) => [
    `${program}-nft-save`,
    `${program}-legacy-save`,
  ])) {
    rules[name] = (await node.run(firewall.find(name))).replaceAll(/^#.*\n|\[\d+:\d+\]/gm, "");
  }
  const tables = (await node.run(firewall.find("nft"), "list", "tables")).split("\n");
  rules["nft"] = tables.filter((table) => table.includes("inet")).join("\n");
  rules["nft my-iamctl"] = await node.run(firewall.find("nft"), "list", "table", "inet", "my-iamctl");
  return rules;
}
