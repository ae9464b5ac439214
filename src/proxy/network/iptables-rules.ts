// The rules that the proxy wants to stand in iptables, written as `iptables-save` prints them.
import { guards, metadataAddresses } from "./interception.ts";
import type { Family, Interception } from "./interception.ts";

export interface TableRules {
  readonly table: "raw" | "filter" | "nat";
  readonly chains: readonly ChainRules[];
  /** What stands first in the chains of the kernel. */
  readonly jumps: readonly Jump[];
}

export interface ChainRules {
  readonly name: string;
  /** Without `-A NAME`. */
  readonly rules: readonly string[];
}

export interface Jump {
  readonly from: string;
  readonly rule: string;
}

/** No other chain has such a name, so whatever has it is ours. */
export const chainPrefix = "IAMCTL-";

/**
 * Guards come before the rule that intercepts. DNAT and not REDIRECT, which drops packets that come in where the node has
 * no address, as behind the VPC CNI.
 */
export function iptablesRules(interception: Interception, family: Family): readonly TableRules[] {
  const metadata = metadataAddresses[family];
  const to = `-d ${metadata}/${bits[family]}`;
  const target = interception.targets[family];
  const source: ChainRules = {
    name: `${chainPrefix}SOURCE`,
    rules: [
      "-i lo -j RETURN",
      `-m rpfilter --invert ${comment(guards.source)} -j DROP`,
      "-p tcp -m tcp --dport 80 -j RETURN",
      `${comment(guards.port)} -j DROP`,
    ],
  };
  const past: ChainRules = {
    name: `${chainPrefix}PAST`,
    rules: [`-p tcp ${comment(guards.past)} -j REJECT --reject-with tcp-reset`, `${comment(guards.past)} -j DROP`],
  };
  const raw: TableRules = { table: "raw", chains: [source], jumps: [jump("PREROUTING", to, source)] };
  const forward = jump("FORWARD", to, past);
  if (target === undefined) return [raw, { table: "filter", chains: [past], jumps: [forward] }];

  const direct: ChainRules = {
    name: `${chainPrefix}DIRECT`,
    rules: [
      "-i lo -j RETURN",
      `-m conntrack --ctorigdst ${metadata} -j RETURN`,
      `-p tcp ${comment(guards.direct)} -j REJECT --reject-with tcp-reset`,
    ],
  };
  const listener = `-d ${target.address}/${bits[family]} -p tcp -m tcp --dport ${target.port}`;
  const intercept: ChainRules = { name: `${chainPrefix}METADATA`, rules: interceptionRules(interception, family) };
  return [
    raw,
    { table: "filter", chains: [direct, past], jumps: [jump("INPUT", listener, direct), forward] },
    {
      table: "nat",
      chains: [intercept],
      jumps: [jump("PREROUTING", `${to} -p tcp -m tcp --dport 80`, intercept)],
    },
  ];
}

const bits = { ipv4: 32, ipv6: 128 } as const;

function interceptionRules({ include, exclude, targets }: Interception, family: Family): readonly string[] {
  const { address = "", port = 0 } = targets[family] ?? {};
  const host = family === "ipv6" ? `[${address}]` : address;
  const dnat = `-p tcp -j DNAT --to-destination ${host}:${port}`;
  return [
    ...["lo", ...exclude].map((name) => `-i ${name} -j RETURN`),
    ...(include.length === 0 ? [dnat] : include.map((name) => `-i ${name} ${dnat}`)),
  ];
}

function jump(from: string, match: string, { name }: ChainRules): Jump {
  return { from, rule: `${match} ${comment(`iamctl: see chain ${name}`)} -j ${name}` };
}

function comment(text: string): string {
  return `-m comment --comment "${text}"`;
}
