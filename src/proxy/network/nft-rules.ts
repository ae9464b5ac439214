// The proxy's nftables table, as text for `nft -f`.
import { families, guards, metadataAddresses } from "./interception.ts";
import type { Family, Interception, Target } from "./interception.ts";

/** A table of our own: whatever is in it is ours, and nothing else is. */
export const nftTable = "inet iamctl";

/**
 * Replaces the table in one transaction, whatever is in it. Its chains come before those of other programs, and an accept
 * of theirs does not take back what is refused here: https://wiki.nftables.org/wiki-nftables/index.php/Configuring_chains
 */
export function nftScript(interception: Interception): string {
  return `table ${nftTable} {}
delete table ${nftTable}
table ${nftTable} {
	chain source {
		type filter hook prerouting priority raw; policy accept;
		iifname "lo" accept
${each((family) => sourceRules(family))}
	}
	chain metadata {
		type nat hook prerouting priority dstnat - 10; policy accept;
${lines(["lo", ...interception.exclude].map((name) => `iifname ${quote(name)} accept`))}
${each((family) => metadataRules(interception, family))}
	}
	chain direct {
		type filter hook input priority filter - 10; policy accept;
		iifname "lo" accept
${each((family) => directRules(family, interception.targets[family]))}
	}
	chain past {
		type filter hook forward priority filter - 10; policy accept;
${each((family) => pastRules(family))}
	}
}
`;
}

export const nftRemoval = `table ${nftTable} {}\ndelete table ${nftTable}\n`;

const protocols: Readonly<Record<Family, string>> = { ipv4: "ip", ipv6: "ip6" };

function each(rulesOf: (family: Family) => readonly string[]): string {
  return lines(families.flatMap(rulesOf));
}

function lines(rules: readonly string[]): string {
  return rules.map((rule) => `\t\t${rule}`).join("\n");
}

function sourceRules(family: Family): readonly string[] {
  const to = `${protocols[family]} daddr ${metadataAddresses[family]}`;
  return [
    `${to} fib saddr . iif oif missing counter drop ${comment(guards.source)}`,
    `${to} tcp dport != 80 counter drop ${comment(guards.port)}`,
    `${to} meta l4proto != tcp counter drop ${comment(guards.port)}`,
  ];
}

function metadataRules({ include, targets }: Interception, family: Family): readonly string[] {
  const target = targets[family];
  if (target === undefined) return [];
  const to = `${protocols[family]} daddr ${metadataAddresses[family]} tcp dport 80`;
  const dnat = `${to} dnat ${protocols[family]} to ${authority(family, target)}`;
  return include.length === 0 ? [dnat] : include.map((name) => `iifname ${quote(name)} ${dnat}`);
}

function directRules(family: Family, target: Target | undefined): readonly string[] {
  if (target === undefined) return [];
  const protocol = protocols[family];
  const to = `${protocol} daddr ${target.address} tcp dport ${target.port}`;
  const direct = `ct original ${protocol} daddr != ${metadataAddresses[family]}`;
  return [`${to} ${direct} counter reject with tcp reset ${comment(guards.direct)}`];
}

function pastRules(family: Family): readonly string[] {
  const to = `${protocols[family]} daddr ${metadataAddresses[family]}`;
  return [
    `${to} meta l4proto tcp counter reject with tcp reset ${comment(guards.past)}`,
    `${to} counter drop ${comment(guards.past)}`,
  ];
}

/** `eni+` of iptables is `eni*` here. */
function quote(name: string): string {
  return `"${name.replace(/\+$/, "*")}"`;
}

function authority(family: Family, { address, port }: Target): string {
  return family === "ipv6" ? `[${address}]:${port}` : `${address}:${port}`;
}

function comment(text: string): string {
  return `comment "${text}"`;
}
