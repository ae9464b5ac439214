// Sets the node's rules before anything else, so that no pod reaches the node's own role while the proxy starts.
import { IamctlError } from "../errors.ts";
import type { Timers } from "../timers.ts";
import type { Firewall } from "./network/firewall.ts";
import { createRuleKeeper } from "./network/keep-rules.ts";
import type { RuleKeeper } from "./network/keep-rules.ts";
import type { Observer } from "./observer.ts";
import type { NetworkSettings } from "./settings.ts";

export interface RulesOptions {
  readonly network: NetworkSettings | undefined;
  readonly firewall: Firewall;
  readonly now: () => number;
  readonly timers: Timers;
  readonly observer: Pick<Observer, "ruled" | "unruled" | "deaf">;
}

/** Absent where the rules are somebody else's. */
export async function startRules(options: RulesOptions): Promise<RuleKeeper | undefined> {
  const { network, firewall, now, timers, observer } = options;
  if (network === undefined) return undefined;
  const keeper = createRuleKeeper({
    firewall,
    interception: network.interception,
    now,
    timers,
    onRestored: (cause, by) => observer.ruled(cause, firewall.name(), by),
    onFailure: observer.unruled,
    onDeaf: observer.deaf,
  });
  try {
    await keeper.start();
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`The rules of the node cannot be set: ${problem}`, {
      hint: "The proxy needs the node's own network, CAP_NET_ADMIN, CAP_NET_RAW, and nft or iptables; with --rules off it leaves the rules to others",
      cause,
    });
  }
  observer.ruled("set", firewall.name());
  return keeper;
}
