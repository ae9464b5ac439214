// The commands that change something: init, grant, revoke, undo, apply.
import type { Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { addGrant } from "./grant-command.ts";
import { addInitFlags } from "./init-flags.ts";
import { addChangeFlags, addWaitFlags, asking, globalsOf, namespaceOf, prefixFlag } from "./flags.ts";

export function addChangingCommands(program: Command, bodies: Bodies): void {
  const init = program
    .command("init")
    .description("let the cluster's node roles assume pod roles, and write the proxy's Helm values");
  addChangeFlags(addInitFlags(init), ["text", "json", "manifests"]).action(
    async (flags: Options.InitOptions, command: Command) =>
      bodies.init({ ...asking, ...flags, ...namespaceOf(command) }, globalsOf(command)),
  );

  addGrant(program, bodies);

  const revoke = program
    .command("revoke")
    .description("take a service's role away again")
    .argument("<service>", "workload: api, or deployment/api where the name alone is ambiguous")
    .addOption(prefixFlag());
  addChangeFlags(addWaitFlags(revoke)).action(async (service: string, flags: Options.RevokeOptions, command: Command) =>
    bodies.revoke({ ...asking, ...flags, ...namespaceOf(command), service }, globalsOf(command)),
  );

  const undo = program
    .command("undo")
    .description("put everything back as it was before a run that changed something")
    .argument("[id]", "the run, as it was named when it ended; the latest when left out");
  addChangeFlags(addWaitFlags(undo)).action(
    async (id: string | undefined, flags: Options.UndoOptions, command: Command) =>
      bodies.undo({ ...asking, ...flags, ...(id === undefined ? {} : { id }) }, globalsOf(command)),
  );

  const uninstall = program
    .command("uninstall")
    .description("take away everything that iamctl set up for the cluster, found without any record");
  addChangeFlags(addWaitFlags(uninstall)).action(async (flags: Options.UninstallOptions, command: Command) =>
    bodies.uninstall({ ...asking, ...flags }, globalsOf(command)),
  );

  const apply = program
    .command("apply")
    .description("apply a plan that was saved with --dry-run -o json, or go on with a run that was cut short")
    .argument("[plan]", "file of the plan; - for stdin")
    .option("--resume [id]", "go on with this run; the latest that was cut short when left out");
  addChangeFlags(addWaitFlags(apply)).action(
    async (file: string | undefined, flags: Options.ApplyOptions, command: Command) => {
      if ((file === undefined) === (flags.resume === undefined)) {
        command.error("error: give either a file with a plan or --resume");
      }
      await bodies.apply({ ...asking, ...flags, ...(file === undefined ? {} : { file }) }, globalsOf(command));
    },
  );
}
