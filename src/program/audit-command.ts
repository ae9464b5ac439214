// The audit's arguments and flags: more of them than any other command has.
import { InvalidArgumentError, Option, type Command } from "commander";
import type { AuditOptions, AuditOutput } from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { globalsOf, namespaceOf, prefixFlag, strictly } from "./flags.ts";
import { auditForms, failOnNames, parseAuditOutput, parseSeconds } from "./parse-flag.ts";

export function addAudit(program: Command, bodies: Bodies): void {
  program
    .command("audit")
    .description("find missing, misplaced, broken and over-broad identity")
    .option("-A, --all-namespaces", "every namespace (what happens without --namespace)")
    .addOption(
      new Option(
        "-o, --output <form[=file]>",
        `form of the report, and the file it goes to: ${auditForms.join(", ")}; may be repeated`,
      )
        .argParser(collectOutput)
        .default([{ form: "table" }], "table"),
    )
    .addOption(
      new Option("--fail-on <severity>", "exit with 3 from this severity on (default: high)").choices(failOnNames),
    )
    .option("--require-coverage", "exit with 4 when something could not be read")
    .option(
      "-f, --filename <path>",
      "judge manifests instead of a cluster: file, folder or -; may be repeated",
      append,
      [],
    )
    .option("--node-role <arn>", "role of nodes, beside those that are found; may be repeated", append, [])
    .option("--auth-details <file>", "roles of the account: aws iam get-account-authorization-details")
    .option("--snapshot <file>", "judge what was saved before instead of cluster and account")
    .option("--save-snapshot <file>", "save what was read, to be judged again")
    .option("--fix", "plan and apply the grants that mend what was found")
    .option("-y, --yes", "with --fix: apply the plan without asking")
    .option("--dry-run", "with --fix: print the plan and change nothing")
    .option("--config <file>", "policy of the house (default: .iamctl.yaml here or above, up to the repository)")
    .option("--baseline <file>", "JSON report whose findings are known already and fail nothing")
    .option(
      "--watch [interval]",
      "keep looking, and print what appears and what goes (default: every 30s)",
      strictly(parseSeconds, "a duration such as 30s or 5m"),
    )
    .addOption(prefixFlag().default(undefined, "/pods/"))
    .action(async (flags: AuditFlags, command: Command) => {
      const { allNamespaces, requireCoverage = false, watch, filename: file, ...others } = flags;
      const rest = { fix: false, yes: false, dryRun: false, ...others };
      if (rest.fix && (file.length > 0 || rest.snapshot !== undefined || watch !== undefined)) {
        command.error(
          "error: --fix needs the live cluster; --filename, --snapshot and --watch have no place beside it",
        );
      }
      if (watch !== undefined && file.includes("-")) {
        command.error("error: standard input can be read once; with --watch name files");
      }
      if (rest.snapshot !== undefined && (file.length > 0 || rest.authDetails !== undefined)) {
        command.error("error: --snapshot holds everything; --filename and --auth-details have no place beside it");
      }
      const namespace = namespaceOf(command);
      if (allNamespaces === true && namespace.namespace !== undefined) {
        command.error("error: --all-namespaces and --namespace exclude each other");
      }
      const seconds = watch === undefined ? {} : { watch: watch === true ? 30 : watch };
      await bodies.audit({ ...rest, file, ...seconds, requireCoverage, ...namespace }, globalsOf(command));
    });
}

function append(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

type AuditFlags = Omit<AuditOptions, "requireCoverage" | "watch" | "file" | "fix" | "yes" | "dryRun"> & {
  fix?: true;
  yes?: true;
  dryRun?: true;
  filename: readonly string[];
  allNamespaces?: true;
  requireCoverage?: true;
  watch?: true | number;
};

/** Commander hands in the default the first time, and what was returned before from then on. */
function collectOutput(text: string, before: readonly AuditOutput[]): readonly AuditOutput[] {
  const output = parseAuditOutput(text);
  if (output === undefined) {
    throw new InvalidArgumentError(
      `Allowed choices are ${auditForms.join(", ")}, each with =FILE where it goes to one.`,
    );
  }
  const own = collected.has(before) ? before : [];
  if (output.file === undefined && own.some(({ file }) => file === undefined)) {
    throw new InvalidArgumentError("Only one form can go to stdout; give the others a file: FORM=FILE.");
  }
  const all = [...own, output];
  collected.add(all);
  return all;
}

/** The lists that were given, to tell them from the default. */
const collected = new WeakSet<readonly AuditOutput[]>();
