// The commands that keep something running: proxy, sandbox, demo.
import type { Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { globalsOf } from "./flags.ts";
import { addProxyFlags } from "./proxy-flags.ts";

export function addServers(program: Command, bodies: Bodies): void {
  addProxyFlags(
    program
      .command("proxy")
      .description("serve pods their own roles' credentials: the metadata proxy, run on each node"),
  ).action(async (flags: Options.ProxyOptions, command: Command) => bodies.proxy(flags, globalsOf(command)));

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
