// The commands that keep something running: proxy, sandbox, demo.
import { Option, type Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { globalsOf, prefixFlag, strictly } from "./flags.ts";
import { parseSessionSeconds } from "./parse-flag.ts";

export function addServers(program: Command, bodies: Bodies): void {
  program
    .command("proxy")
    .description("serve pods their own roles' credentials: the metadata proxy, run on each node")
    .option("--node <name>", "name of this node (or IAMCTL_NODE_NAME)")
    .option("--listen <address:port>", "where pods' metadata requests arrive (default: 127.0.0.1:8181)")
    .option("--operations-listen <address:port>", "where health and metrics are asked for (default: 127.0.0.1:9191)")
    .addOption(prefixFlag())
    .option(
      "--base-role-arn <arn>",
      "what role names are resolved against (default: the account's roles under --prefix)",
    )
    .option("--default-role <role>", "role of pods that name none (default: they get none)")
    .addOption(
      new Option("--namespace-restrictions <mode>", "how namespaces' allowed-roles are read")
        .choices(["off", "glob"])
        .default("off"),
    )
    .addOption(
      new Option("--tokens <mode>", "whether pods need an IMDSv2 token")
        .choices(["required", "optional"])
        .default("required"),
    )
    .option(
      "--session-seconds <n>",
      "lifetime of credentials",
      strictly(parseSessionSeconds, "900 to 43200 seconds"),
      3600,
    )
    .action(async (flags: Options.ProxyOptions, command: Command) => bodies.proxy(flags, globalsOf(command)));

  program
    .command("sandbox")
    .description("run an AWS account, a cluster and a metadata service in one process, to try things out")
    .usage("[options] [-- COMMAND...]")
    .argument("[command...]", "command to run with the sandbox's environment; without one the sandbox stays up")
    .option("--scenario <name>", "a scenario of templates/sandbox, or a file")
    .action(async (words: string[], flags: Options.SandboxOptions, command: Command) => {
      refuseConnection(command);
      await bodies.sandbox({ ...flags, command: words }, globalsOf(command));
    });

  program
    .command("demo")
    .description("play the whole story in a sandbox")
    .option("--keep", "leave the sandbox up afterwards")
    .action(async (flags: Partial<Options.DemoOptions>, command: Command) => {
      refuseConnection(command);
      await bodies.demo({ keep: false, ...flags }, globalsOf(command));
    });
}

function refuseConnection(command: Command): void {
  const { context, kubeconfig, profile, region } = globalsOf(command);
  if ([context, kubeconfig, profile, region].some((value) => value !== undefined)) {
    command.error(
      `error: ${command.name()} has a cluster and an account of its own; --context, --kubeconfig, --profile and --region have no place here`,
    );
  }
}
