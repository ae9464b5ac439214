// Reads from printed rules how many packets each guard has refused.
import type { GuardCounts } from "./firewall.ts";
import { guardNames, guards } from "./interception.ts";
import type { Guard } from "./interception.ts";

/** Of `iptables-save --counters` (`[12:720] -A …`) or `nft list table` (`counter packets 12 bytes 720`). */
export function readCounts(printed: string): GuardCounts {
  const lines = printed.split("\n").filter((line) => line.includes('comment "iamctl guard: '));
  return countEach((guard) =>
    lines.filter((line) => line.includes(`comment "${guards[guard]}"`)).reduce((sum, line) => sum + packetsOf(line), 0),
  );
}

export function addCounts(one: GuardCounts, other: GuardCounts): GuardCounts {
  return countEach((guard) => one[guard] + other[guard]);
}

export const noCounts: GuardCounts = countEach(() => 0);

function packetsOf(line: string): number {
  const [, ofIptables, ofNft] = /^\[(\d+):|counter packets (\d+) /.exec(line) ?? [];
  return Number(ofIptables ?? ofNft ?? 0);
}

function countEach(count: (guard: Guard) => number): GuardCounts {
  return Object.fromEntries(guardNames.map((guard) => [guard, count(guard)])) as Record<Guard, number>;
}
