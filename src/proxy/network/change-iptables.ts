// Keeps the rules in chains of our own in iptables, of either of its two kinds.
import type { ChangeListener, GuardCounts, PutOutcome, RemovableFirewall } from "./firewall.ts";
import { hearChanges, isAroundChains } from "./hear-changes.ts";
import { families } from "./interception.ts";
import type { Family } from "./interception.ts";
import { iptablesRules } from "./iptables-rules.ts";
import type { TableRules } from "./iptables-rules.ts";
import { planIptables } from "./plan-iptables.ts";
import { addCounts, noCounts, readCounts } from "./read-counts.ts";
import type { FollowProgram, RunProgram } from "./run-program.ts";

export interface IptablesOptions {
  readonly kind: "nft" | "legacy";
  /** Without IPv6 in the kernel there is nothing to refuse, and the programs for it fail. */
  readonly hasIpv6: boolean;
  readonly follow: FollowProgram;
}

/** Somebody else may change the same tables in between. */
const mostTries = 4;
/** Seconds to wait for the lock that all programs of iptables share. */
const patience = "5";

export function createIptables(run: RunProgram, { kind, hasIpv6, follow }: IptablesOptions): RemovableFirewall {
  const counts = new Map<Family, GuardCounts>();
  const present = families.filter((family) => family === "ipv4" || hasIpv6);

  return {
    name: () => `iptables-${kind}`,
    async put(interception) {
      const outcomes: PutOutcome[] = [];
      for (const family of present) outcomes.push(await write(family, iptablesRules(interception, family)));
      return (["missing", "changed", "moved"] as const).find((outcome) => outcomes.includes(outcome)) ?? "same";
    },
    async remove() {
      const outcomes: PutOutcome[] = [];
      for (const family of present) outcomes.push(await write(family, []));
      return outcomes.some((outcome) => outcome !== "same");
    },
    counts: () => [...counts.values()].reduce(addCounts, noCounts),
    // Of the older kind the kernel tells nobody.
    ...(kind === "nft" && { hear: (listener: ChangeListener) => hearChanges(follow, isAroundChains, listener) }),
  };

  async function write(family: Family, wanted: readonly TableRules[]): Promise<PutOutcome> {
    let first: PutOutcome = "same";
    for (let tries = 1; ; tries += 1) {
      const saved = await run(program(family, "save"), ["--counters"]);
      counts.set(family, readCounts(saved));
      const plan = planIptables(wanted, saved);
      if (plan === undefined) return first;
      if (first === "same") first = plan.cause;
      if (tries === mostTries) throw new Error(`${program(family, "restore")}: the rules do not stay as they are set`);
      await run(program(family, "restore"), ["--noflush", "--wait", patience], plan.script).catch((error: unknown) => {
        if (tries === mostTries - 1) throw error;
      });
    }
  }

  function program(family: Family, verb: "save" | "restore"): string {
    return `${family === "ipv6" ? "ip6tables" : "iptables"}-${kind}-${verb}`;
  }
}
