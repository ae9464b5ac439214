// What is to be intercepted on a node, whichever program writes the rules.

export interface Interception {
  /** Where pods' packets come in, as iptables names it: `eni+` is every name that begins so. All, when there are none. */
  readonly include: readonly string[];
  /** Where they never come in. */
  readonly exclude: readonly string[];
  /** Where the proxy listens; a family without it is refused, not intercepted. */
  readonly targets: Readonly<Record<Family, Target | undefined>>;
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

export type Family = "ipv4" | "ipv6";

export const families: readonly Family[] = ["ipv4", "ipv6"];

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
export const metadataAddresses: Readonly<Record<Family, string>> = {
  ipv4: "169.254.169.254",
  ipv6: "fd00:ec2::254",
};

/** What is refused, in the words that the rules' comments and the metrics have in common. */
export const guards = {
  /** The packet's source is not reached through the interface it came in by. */
  source: "iamctl guard: source",
  /** Something else than TCP port 80 of the metadata address. */
  port: "iamctl guard: port",
  /** To the proxy's own address, not the metadata address: from a pod, or from outside the node. */
  direct: "iamctl guard: direct",
  /** On its way past the proxy to the real metadata service. */
  past: "iamctl guard: past",
} as const;

export type Guard = keyof typeof guards;

export const guardNames = Object.keys(guards) as readonly Guard[];
