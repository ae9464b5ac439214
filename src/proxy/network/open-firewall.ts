// Finds the program that writes the proxy's rules on this node.
import { existsSync } from "node:fs";
import { createIptables } from "./change-iptables.ts";
import { createNft } from "./change-nft.ts";
import type { Firewall, FirewallName, RemovableFirewall } from "./firewall.ts";
import { firewallNames } from "./firewall.ts";
import { createFollowProgram, createRunProgram } from "./run-program.ts";
import type { RunProgram } from "./run-program.ts";

export interface FirewallOptions {
  readonly wish: FirewallName | "auto";
  /** `PATH` of the environment. */
  readonly path: string | undefined;
}

/** What is left behind by an earlier choice is taken away, once the rules of the present one stand. */
export function openFirewall({ wish, path }: FirewallOptions): Firewall {
  const run = createRunProgram(path);
  const all = openAll(run, path);
  let chosen: Firewall | undefined;

  return {
    name: () => chosen?.name() ?? wish,
    async put(interception) {
      if (chosen !== undefined) return chosen.put(interception);
      const problems: string[] = [];
      for (const name of wish === "auto" ? await order(run) : [wish]) {
        try {
          const outcome = await all[name].put(interception);
          chosen = all[name];
          await Promise.allSettled(firewallNames.filter((other) => other !== name).map((other) => all[other].remove()));
          return outcome;
        } catch (error) {
          problems.push(error instanceof Error ? error.message : String(error));
        }
      }
      throw new Error(problems.join("; "));
    },
    counts: () => (chosen ?? all.nft).counts(),
    hear: (listener) => chosen?.hear?.(listener),
  };
}

/** Takes away everything of ours, whichever program wrote it; answers what each had, or why it cannot be known. */
export async function removeRules(path: string | undefined): Promise<ReadonlyMap<FirewallName, boolean | Error>> {
  const all = openAll(createRunProgram(path), path);
  const outcomes = new Map<FirewallName, boolean | Error>();
  for (const name of firewallNames) {
    outcomes.set(
      name,
      await all[name].remove().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    );
  }
  return outcomes;
}

function openAll(run: RunProgram, path: string | undefined): Readonly<Record<FirewallName, RemovableFirewall>> {
  const follow = createFollowProgram(path);
  const hasIpv6 = existsSync("/proc/sys/net/ipv6");
  return {
    nft: createNft(run, follow),
    "iptables-nft": createIptables(run, { kind: "nft", hasIpv6, follow }),
    "iptables-legacy": createIptables(run, { kind: "legacy", hasIpv6, follow }),
  };
}

/**
 * A table of our own comes before everybody else's rules, so it is preferred; of the two kinds of iptables the one that
 * the kubelet uses: https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3178-iptables-cleanup
 */
async function order(run: RunProgram): Promise<readonly FirewallName[]> {
  // Without naming a table: naming one brings it into being.
  const legacy = await run("iptables-legacy-save", []).catch(() => "");
  const usesLegacy = /^:KUBE-(?:IPTABLES-HINT|KUBELET-CANARY) /m.test(legacy);
  return usesLegacy ? ["nft", "iptables-legacy", "iptables-nft"] : ["nft", "iptables-nft", "iptables-legacy"];
}
