// One way to write rules on the node, as the rest of the proxy sees it.
import type { Guard, Interception } from "./interception.ts";

export const firewallNames = ["nft", "iptables-nft", "iptables-legacy"] as const;
export type FirewallName = (typeof firewallNames)[number];

/** What had to be done: nothing, or why something. */
export type PutOutcome = "same" | "missing" | "changed" | "moved";

export type GuardCounts = Readonly<Record<Guard, number>>;

export interface Firewall {
  /** Of what writes the rules; before the first `put` of what is to. */
  name(): string;
  /** Makes the rules stand as they are wanted, and leaves them alone where they do. Fails when they cannot be set. */
  put(interception: Interception): Promise<PutOutcome>;
  /** Packets that each guard refused, as read by the last `put`; the kernel forgets them when rules are written anew. */
  counts(): GuardCounts;
  /** Tells of changes among and around the rules as they are made; absent where the kernel tells nobody. */
  hear?(listener: ChangeListener): Hearing | undefined;
}

export interface ChangeListener {
  /** `by`: `iptables-nft (process 4711)`. */
  changed(by: string): void;
  /** Nothing is heard any more. */
  ended(problem: string): void;
}

export interface Hearing {
  stop(): void;
}

export interface RemovableFirewall extends Firewall {
  /** Takes away exactly what is ours; answers whether there was anything. */
  remove(): Promise<boolean>;
}
