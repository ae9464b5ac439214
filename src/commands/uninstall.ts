// `iamctl uninstall`: finds everything of iamctl's for this cluster, with no record of its own, and takes it away.
import type { UninstallOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import type { ExitCode } from "../errors.ts";
import { assumePolicyName, ownPolicyPath } from "../plan/own-policies.ts";
import type { Plan } from "../plan/plan.ts";
import { planUninstall } from "../plan/plan-uninstall.ts";
import { nameCluster } from "./name-cluster.ts";
import { waitForRollouts } from "./wait-for-rollouts.ts";
import { wasApplied } from "./was-applied.ts";

export async function uninstall(context: Context, options: UninstallOptions): Promise<ExitCode> {
  const plan = await planTheRemoval(context);
  const exitCode = await context.carryOut(plan, { ...options, replan: async () => planTheRemoval(context) });
  const changed = wasApplied(exitCode, options);
  if (changed && options.wait) await waitForRollouts(context, plan.steps, options.timeout);
  return exitCode;
}

async function planTheRemoval(context: Context): Promise<Plan> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const [facts, inCluster] = await Promise.all([nameCluster(account, cluster), cluster.readOwnInCluster()]);
  const inAccount = await account.readOwnParts({ path: ownPolicyPath, inline: assumePolicyName(facts) });
  return planUninstall({ cluster: facts, ...inAccount, ...inCluster });
}
