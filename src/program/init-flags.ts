// The flags of `init`: each answers a question that it would ask on a terminal, or overrules what it found.
import { Option, type Command } from "commander";
import { strictly } from "./flags.ts";
import { parseImage, parseInterface, parsePrefix, parseTaintKey } from "./parse-flag.ts";

export function addInitFlags(command: Command): Command {
  const prefix = "what pod roles begin with: a path, or the beginning of a name (default: /pods/)";
  return command
    .addOption(
      new Option("--node-role <arn...>", "node roles to set up").default([], "those found in cluster and account"),
    )
    .addOption(
      new Option("--prefix <prefix>", prefix).argParser(
        strictly(parsePrefix, "a path such as /pods/ or the beginning of a name"),
      ),
    )
    .addOption(
      new Option("--fence <kind>", "keep node roles from roles outside the prefix (default: as it is)").choices([
        "none",
        "deny",
        "boundary",
      ]),
    )
    .addOption(
      new Option("--inline", "write the policy into each node role").default(false, "a managed one is attached"),
    )
    .addOption(
      new Option("--proxy <name>", "whose Helm values are written").choices(["iamctl", "kube2iam"]).default("iamctl"),
    )
    .addOption(
      new Option("--interface <name...>", "where pods' packets come in: eni+ vlan+, cali+, !eth0")
        .argParser(collectInterfaces)
        .default([], "those of the network that is found"),
    )
    .addOption(
      new Option("--image <image>", "image of iamctl's proxy").argParser(
        strictly(parseImage, "an image such as registry.example/iamctl-proxy:1.0"),
      ),
    )
    .addOption(
      new Option(
        "--startup-taint <key>",
        "taint of new nodes that iamctl's proxy takes off (iamctl/proxy-not-ready)",
      ).argParser(strictly(parseTaintKey, "a key such as iamctl/proxy-not-ready")),
    )
    .option("--session-tags", "tag pods' sessions as EKS Pod Identity does (default: as it is)")
    .option("--no-session-tags", "tag none")
    .option("--values <file>", "file to write the chart's values to (default: iamctl-values.yaml)");
}

function collectInterfaces(text: string, before: string[]): string[] {
  return [...before, strictly(parseInterface, "an interface such as eni+ or !eth0")(text)];
}
