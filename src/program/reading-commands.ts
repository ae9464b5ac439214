// The commands that read and judge: audit, why.
import { Option, type Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { globalsOf, namespaceOf, prefixFlag } from "./flags.ts";

export function addReadingCommands(program: Command, bodies: Bodies): void {
  program
    .command("audit")
    .description("find missing, misplaced, broken and over-broad identity")
    .option("-A, --all-namespaces", "every namespace (what happens without --namespace)")
    .addOption(new Option("-o, --output <form>", "form of the report").choices(["table", "json"]).default("table"))
    .addOption(
      new Option("--fail-on <severity>", "exit with 3 from this severity on").choices(severities).default("high"),
    )
    .option("--require-coverage", "exit with 4 when something could not be read")
    .addOption(prefixFlag())
    .action(
      async (
        flags: Omit<Options.AuditOptions, "requireCoverage"> & { allNamespaces?: true; requireCoverage?: true },
        command: Command,
      ) => {
        const { allNamespaces, requireCoverage = false, ...rest } = flags;
        const namespace = namespaceOf(command);
        if (allNamespaces === true && namespace.namespace !== undefined) {
          command.error("error: --all-namespaces and --namespace exclude each other");
        }
        await bodies.audit({ ...rest, requireCoverage, ...namespace }, globalsOf(command));
      },
    );

  program
    .command("why")
    .description("show the chain from a pod to its role, the first broken link and what mends it")
    .argument("<pod>", "name of the pod")
    .addOption(new Option("-o, --output <form>", "form of the answer").choices(["text", "json"]).default("text"))
    .addOption(prefixFlag())
    .action(async (pod: string, flags: Options.WhyOptions, command: Command) =>
      bodies.why({ ...flags, ...namespaceOf(command), pod }, globalsOf(command)),
    );
}

const severities: readonly Options.FailOn[] = ["critical", "high", "medium", "low", "never"];
