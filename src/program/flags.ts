// Flags that several commands share, and how their values are read.
import { InvalidArgumentError, Option, type Command } from "commander";
import type { GlobalOptions } from "../command-options.ts";
import { parsePrefix, parseSeconds } from "./parse-flag.ts";

/** What a changing command does when no flag says otherwise. */
export const asking = { yes: false, dryRun: false, check: false } as const;

export function addChangeFlags(command: Command, forms: readonly string[] = ["text", "json"]): Command {
  return command
    .option("-y, --yes", "apply the plan without asking")
    .option("--dry-run", "print the plan and change nothing")
    .option("--check", "like --dry-run, and exit with 3 when there is something to change")
    .addOption(new Option("-o, --output <form>", "form of the plan").choices(forms).default("text"));
}

export function addWaitFlags(command: Command): Command {
  return command
    .option("--no-wait", "do not wait for the pods to be replaced")
    .addOption(
      new Option("--timeout <duration>", "how long to wait")
        .argParser(strictly(parseSeconds, "a duration such as 90s or 5m"))
        .default(300, "5m"),
    );
}

export function prefixFlag(): Option {
  return new Option("--prefix <prefix>", "what pod roles begin with: a path, or the beginning of a name")
    .argParser(strictly(parsePrefix, "a path such as /pods/ or the beginning of a name"))
    .default("/pods/");
}

export function strictly<T>(parse: (text: string) => T | undefined, wanted: string): (text: string) => T {
  return (text) => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(`Give ${wanted}.`);
    return value;
  };
}

export function globalsOf(command: Command): GlobalOptions {
  const { verbose = false, ...globals } = (command.parent ?? command).opts<Partial<GlobalOptions>>();
  return { color: true, ...globals, verbose };
}

export function namespaceOf(command: Command): { namespace?: string } {
  const { namespace } = globalsOf(command);
  return namespace === undefined ? {} : { namespace };
}
