// The command tree: every command, argument and flag that a person can type, and nothing of what they do.
import { Command } from "commander";
import type { Bodies } from "./program/bodies.ts";
import { addChangingCommands } from "./program/changing-commands.ts";
import { addReadingCommands } from "./program/reading-commands.ts";
import { addServers } from "./program/servers.ts";

export interface ProgramSettings {
  readonly version: string;
  readonly width: number;
  readonly print: (text: string) => void;
  readonly say: (text: string) => void;
}

/** Throws commander's `CommanderError` after help, version and usage errors, which are written by then. */
export function createProgram(bodies: Bodies, settings: ProgramSettings): Command {
  const program = new Command("iamctl")
    .description("Give each Kubernetes workload on EC2 only its own IAM role: set up, audit and serve it.")
    .version(settings.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: settings.print,
      writeErr: settings.say,
      getOutHelpWidth: () => settings.width,
      getErrHelpWidth: () => settings.width,
    })
    .exitOverride()
    .showHelpAfterError("hint: iamctl --help")
    .option("--context <name>", "kubeconfig context to use")
    .option("--kubeconfig <file>", "kubeconfig file to use")
    .option("-n, --namespace <name>", "namespace of the workload or pod")
    .option("--profile <name>", "AWS profile to use")
    .option("--region <name>", "AWS region to use")
    .option("--no-color", "print without colours")
    .option("-v, --verbose", "print more about errors")
    .addHelpText("after", exitCodeTable);

  addChangingCommands(program, bodies);
  addReadingCommands(program, bodies);
  addServers(program, bodies);
  for (const command of program.commands) command.showHelpAfterError(`hint: iamctl ${command.name()} --help`);
  return program;
}

const exitCodeTable = `
Exit codes:
  0    fine
  1    something unexpected went wrong
  2    the command was not used correctly
  3    audit: findings at or above --fail-on; with --check: there is something to change
  4    not signed in, not permitted, or not everything could be read (--require-coverage)
  5    refused for what was found: a quota, a change by somebody else; nothing of theirs was overwritten
  130  cancelled

Every command explains itself: iamctl COMMAND --help`;
