// The flags of `grant` that say how the trust policy is written and who keeps it.
import { Option, type Command } from "commander";
import { asking, strictly } from "./flags.ts";
import { parseTag } from "./parse-flag.ts";

export const grantDefaults = { ...asking, overrideOwner: false } as const;

export function addTrustFlags(grant: Command): void {
  grant
    .addOption(
      new Option("--trust <form>", "how the trust policy tells node roles (default: as it does, else exact)").choices([
        "exact",
        "pattern",
        "tag",
      ]),
    )
    .addOption(
      new Option("--node-pattern <pattern...>", "what node roles' names or ARNs match, with * and ?").default(
        [],
        "the node roles' ARNs",
      ),
    )
    .option(
      "--node-tag <key=value>",
      "tag that node roles have (default: one that names the cluster)",
      strictly(parseTag, "KEY=VALUE"),
    )
    .addOption(
      new Option("--emit <form>", "print what to add to the role's source, and change nothing").choices([
        "terraform",
        "cloudformation",
        "json",
      ]),
    )
    .option(
      "--override-owner",
      "change roles and workloads although Terraform, Helm, Argo CD or another tool keeps them",
    );
}
