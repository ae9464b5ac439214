// `iamctl revoke SERVICE`: the workload no longer names its role, and the role no longer admits nodes for nobody.
import type { RevokeOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import { resolveRoleReference, type RoleBase } from "../iam/role-reference.ts";
import type { Plan } from "../plan/plan.ts";
import { planRevoke } from "../plan/plan-revoke.ts";
import { annotationKeys } from "../pods/annotations.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { acceptPlan } from "./accept-plan.ts";
import { discoverNodes } from "./discover-nodes.ts";
import { findService } from "./find-service.ts";
import { waitForRollout } from "./wait-for-rollout.ts";

export async function revoke(context: Context, options: RevokeOptions): Promise<ExitCode> {
  const { plan, workload } = await planTheRevocation(context, options);
  const exitCode = await context.carryOut(plan, {
    ...options,
    replan: async () => (await planTheRevocation(context, options)).plan,
  });
  const changed = exitCode === exitCodes.fine && !options.dryRun && !options.check && plan.steps.length > 0;
  if (changed && options.wait) await waitForRollout(context, workload, options.timeout);
  return exitCode;
}

async function planTheRevocation(
  context: Context,
  options: RevokeOptions,
): Promise<{ readonly plan: Plan; readonly workload: WorkloadRecord }> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const { workload, workloads } = await findService(cluster, options.service, options.namespace);
  const discovered = await discoverNodes(account, cluster, []);
  const { account: accountId } = discovered.cluster;
  const base = baseOfPrefix(options.prefix, discovered.cluster);
  const role = claimedRole(workload, base);
  const own = role !== undefined && roleParts(role).account === accountId;
  const lookup = own ? await account.readRole(roleParts(role).name) : undefined;
  const otherUsers = workloads.filter(
    (other) => role !== undefined && other.uid !== workload.uid && claimedRole(other, base) === role,
  );
  return {
    plan: acceptPlan(planRevoke({ cluster: discovered.cluster, workload, role, lookup, otherUsers })),
    workload,
  };
}

function claimedRole({ templateAnnotations }: WorkloadRecord, base: RoleBase): RoleArn | undefined {
  const claim = templateAnnotations[annotationKeys.role];
  const resolved = claim === undefined ? undefined : resolveRoleReference(claim, base);
  return resolved?.kind === "resolved" ? resolved.role : undefined;
}
