// Reads from printed rules how many packets each guard has refused.
import type { GuardCounts } from "./firewall.ts";
import { guardNames, guards } from "./interception.ts";

/** Of `iptables-save --counters` (`[12:720] -A …`) or `nft list table` (`counter packets 12 bytes 720`). */
export function readCounts(printed: string): GuardCounts {
  const lines = printed.split("\n");
  const count = (comment: string): number =>
    lines
      .filter((line) => line.includes(`comment "${comment}"`))
      .reduce((sum, line) => sum + Number(/^\[(\d+):|counter packets (\d+) /.exec(line)?.slice(1).join("") ?? 0), 0);
  return Object.fromEntries(guardNames.map((name) => [name, count(guards[name])])) as Record<
    (typeof guardNames)[number],
    number
  >;
}

export const noCounts: GuardCounts = readCounts("");
