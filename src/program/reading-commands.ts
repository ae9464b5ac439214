// The commands that read and judge: nodes, audit, why, permissions.
import { Argument, Option, type Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { type CommandWithNeeds, commandsWithNeeds } from "../permissions/commands-with-needs.ts";
import { addAudit } from "./audit-command.ts";
import { globalsOf, namespaceOf, prefixFlag, strictly } from "./flags.ts";
import { parseAccount } from "./parse-flag.ts";

export function addReadingCommands(program: Command, bodies: Bodies): void {
  program
    .command("nodes")
    .description("list the roles that nodes run with, where each was seen, and whether pods there can be served")
    .addOption(
      new Option("-o, --output <form>", "form of the list").choices(["table", "json", "yaml"]).default("table"),
    )
    .action(async (flags: Options.NodesOptions, command: Command) => bodies.nodes(flags, globalsOf(command)));

  addAudit(program, bodies);

  program
    .command("why")
    .description("show the chain from a pod to its role, the first broken link and what mends it")
    .argument("<pod>", "name of the pod, the workload or the Service")
    .argument("[role]", "a role it might hold: what is missing (default: the role that its pods name)")
    .addOption(
      new Option("-o, --output <form>", "form of the answer").choices(["text", "json", "yaml"]).default("text"),
    )
    .addOption(prefixFlag())
    .action(async (pod: string, role: string | undefined, flags: Options.WhyOptions, command: Command) =>
      bodies.why({ ...flags, ...namespaceOf(command), pod, ...(role !== undefined && { role }) }, globalsOf(command)),
    );

  program
    .command("status")
    .description("what is set up, which nodes and workloads it covers, and what differs from the plan")
    .addOption(
      new Option("-o, --output <form>", "form of the answer").choices(["table", "json", "yaml"]).default("table"),
    )
    .option("--check", "exit with 3 when something differs from the plan", false)
    .addOption(prefixFlag())
    .action(async (flags: Options.StatusOptions, command: Command) => bodies.status(flags, globalsOf(command)));

  program
    .command("history")
    .description("what was changed from this machine, newest first")
    .argument("[id]", "one run, with every step")
    .addOption(
      new Option("-o, --output <form>", "form of the answer").choices(["text", "json", "yaml"]).default("text"),
    )
    .action(async (id: string | undefined, flags: Options.HistoryOptions, command: Command) =>
      bodies.history({ ...flags, ...(id === undefined ? {} : { id }) }, globalsOf(command)),
    );

  program
    .command("who-can")
    .description(
      "show everybody who can become a role: workloads, nodes, other roles, holders of rights in the cluster",
    )
    .argument("<role>", "name, path and name, or ARN of the role")
    .addOption(
      new Option("-o, --output <form>", "form of the answer").choices(["text", "json", "yaml"]).default("text"),
    )
    .addOption(prefixFlag())
    .action(async (role: string, flags: Omit<Options.WhoCanOptions, "role">, command: Command) =>
      bodies.whoCan({ ...flags, role }, globalsOf(command)),
    );

  const rules = program
    .command("rules")
    .description("list what the audit looks for")
    .addOption(
      new Option("-o, --output <form>", "form of the list").choices(["table", "json", "markdown"]).default("table"),
    )
    .action(async (flags: Options.RulesOptions, command: Command) => bodies.rules(flags, globalsOf(command)));
  rules
    .command("explain")
    .description("say why a rule matters and what to do about it")
    .argument("<rule>", "id or name of the rule")
    .action(async (rule: string, _: object, command: Command) =>
      bodies.rules({ output: "table", rule }, globalsOf(command.parent ?? command)),
    );

  program
    .command("permissions")
    .description("print the smallest IAM policy or ClusterRole that lets somebody use a command")
    .addArgument(
      new Argument(
        "[command]",
        "the command, or a flag that needs more; all that a person types when left out",
      ).choices(commandsWithNeeds),
    )
    .addOption(
      new Option("-o, --output <form>", "for the AWS account or for the cluster")
        .choices(["iam", "rbac"])
        .default("iam"),
    )
    .option(
      "--account <id>",
      "account to name in the policy (default: that of the credentials)",
      strictly(parseAccount, "12 digits"),
    )
    .addOption(new Option("--node-role <arn...>", "hold changes of node roles to these").default([], "every role"))
    .addOption(prefixFlag())
    .action(async (name: CommandWithNeeds | undefined, flags: Options.PermissionsOptions, command: Command) =>
      bodies.permissions({ ...flags, ...(name !== undefined && { command: name }) }, globalsOf(command)),
    );
}
