// `iamctl permissions [COMMAND]`: prints the smallest IAM policy or ClusterRole that lets somebody use a command.
import type { PermissionsOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { clusterRole } from "../permissions/cluster-role.ts";
import { operatorCommands } from "../permissions/commands-with-needs.ts";
import { printIamPolicy } from "../permissions/print-iam-policy.ts";
import { printYaml } from "../yaml.ts";

export async function permissions(context: Context, options: PermissionsOptions): Promise<ExitCode> {
  const commands = options.command === undefined ? operatorCommands : [options.command];
  const { terminal } = context;
  if (options.output === "rbac") {
    terminal.print(printYaml(clusterRole(commands)));
    return exitCodes.fine;
  }
  const { prefix, nodeRole: nodeRoles } = options;
  const { partition, account } = await readPlace(context, options.account);
  terminal.print(printIamPolicy(commands, { partition, account, prefix, nodeRoles }));
  return exitCodes.fine;
}

/** With `--account` the policy can be printed by somebody who has no credentials yet: the one who needs it. */
async function readPlace(
  context: Context,
  account: string | undefined,
): Promise<{ readonly partition: string; readonly account: string }> {
  if (account !== undefined) return { partition: "aws", account };
  return (await context.account()).identity();
}
