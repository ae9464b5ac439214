// What a person wishes of a set-up; what is left out is found, kept from an earlier run, or asked for.

export interface SetUpWish {
  /** A path (`/pods/`) or the beginning of a name (`pod-`); what an earlier run took, or the command's default, when absent. */
  readonly prefix?: string;
  /** Whose Helm values are written. */
  readonly proxy: "iamctl" | "kube2iam";
  /** File the chart's values are written to; the command has a default. */
  readonly values?: string;
  /** That of an earlier run when absent. */
  readonly fence?: "none" | "deny" | "boundary";
  /** Write the policy into each node role rather than attach a managed one. */
  readonly inline: boolean;
  /** Where pods' packets come in, in iptables' notation; those of the network that is found when empty. */
  readonly interface: readonly string[];
  /** Where the proxy runs, for `manifests`. */
  readonly namespace?: string;
  /** Of our proxy: `REPOSITORY:TAG`. */
  readonly image?: string;
  /** Let the proxy tag pods' sessions; as it is when absent. */
  readonly sessionTags?: boolean;
  /** Key of a taint that new nodes have, and that our proxy takes off. */
  readonly startupTaint?: string;
}
