// Hears from `nft monitor` when somebody changes rules, with iptables of the kind that is built on nftables as well.
import type { ChangeListener, Hearing } from "./firewall.ts";
import { chainPrefix } from "./iptables-rules.ts";
import { nftTable } from "./nft-rules.ts";
import type { FollowProgram } from "./run-program.ts";

/**
 * It keeps all rules of the node in memory, some 5 KB each: a hundred megabytes beside twenty thousand rules of iptables.
 * Where this much (KiB, its libraries included) does not do, it ends by itself, and changes are found at the next look.
 */
const mostMemory = 32_768;

/**
 * It writes nothing until a rule changes, and would so live on unnoticed after a proxy that was killed. The kernel ends it
 * where the node's `setpriv` can ask for that, as that of util-linux can and BusyBox's cannot: prctl(2), PR_SET_PDEATHSIG.
 */
const endWithParent = "setpriv --pdeathsig KILL true 2>/dev/null && exec setpriv --pdeathsig KILL nft monitor";

/** One change of many rules is told once, when the kernel has made it. */
export function hearChanges(
  follow: FollowProgram,
  concernsUs: (line: string) => boolean,
  { changed, ended }: ChangeListener,
): Hearing {
  let isOurs = false;
  return follow("sh", ["-c", `ulimit -v ${mostMemory} || exit; ${endWithParent}; exec nft monitor`], {
    line(text) {
      const [, process, program = ""] = /^# new generation \d+ by process (\d+) \((.*)\)$/.exec(text) ?? [];
      if (process === undefined) isOurs ||= concernsUs(text);
      else if (isOurs) {
        isOurs = false;
        changed(`${program} (process ${process})`);
      }
    },
    ended: (problem) => ended(`nft monitor: ${problem}`),
  });
}

/** Whether a line of `nft monitor` is about the table of our own. */
export function isOfTable(line: string): boolean {
  return new RegExp(`^\\w+ \\w+ ${nftTable}(?: |$)`).test(line);
}

/**
 * Whether it is about our chains, a chain of the kernel that jumps to one, or a table that holds them. Whatever Kubernetes
 * does in its own chains, which is much, is not.
 */
export function isAroundChains(line: string): boolean {
  return aroundChains.test(line);
}

const aroundChains = new RegExp(
  `^\\w+ (?:table|chain|rule) ip6? (?:raw|filter|nat)(?:$| (?:${chainPrefix}|(?:PREROUTING|INPUT|FORWARD)(?: |$)))`,
);
