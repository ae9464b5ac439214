// `iamctl revoke SERVICE`: the workload no longer names its role, and the role no longer admits nodes for nobody.
import type { RevokeOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { couldNotRead, type ExitCode } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import { resolveRoleReference, type RoleBase } from "../iam/role-reference.ts";
import type { Inventory } from "../kube/read-workloads.ts";
import type { Plan } from "../plan/plan.ts";
import { planRevoke } from "../plan/plan-revoke.ts";
import { type Annotations, annotationKeys } from "../pods/annotations.ts";
import type { PodPhase } from "../pods/pod-record.ts";
import type { WorkloadRecord, WorkloadReference } from "../pods/workload-record.ts";
import { acceptPlan } from "./accept-plan.ts";
import { findService } from "./find-service.ts";
import { nameCluster } from "./name-cluster.ts";
import { waitForRollout } from "./wait-for-rollout.ts";
import { wasApplied } from "./was-applied.ts";

export async function revoke(context: Context, options: RevokeOptions): Promise<ExitCode> {
  const { plan, workload } = await planTheRevocation(context, options);
  const exitCode = await context.carryOut(plan, {
    ...options,
    replan: async () => (await planTheRevocation(context, options)).plan,
  });
  const changed = wasApplied(exitCode, options) && plan.steps.length > 0;
  if (changed && options.wait) await waitForRollout(context, workload, options.timeout);
  return exitCode;
}

async function planTheRevocation(
  context: Context,
  options: RevokeOptions,
): Promise<{ readonly plan: Plan; readonly workload: WorkloadRecord }> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const workload = await findService(cluster, options.service, options.namespace);
  const inventory = await cluster.readInventory();
  const [unread] = inventory.unread;
  if (unread !== undefined) throw couldNotRead("Who else uses the role", unread);
  const facts = await nameCluster(account, cluster);
  const base = baseOfPrefix(options.prefix, facts);
  const role = claimedRole(workload.templateAnnotations, base);
  const own = role !== undefined && roleParts(role).account === facts.account;
  const lookup = own ? await account.readRole(role) : undefined;
  if (lookup?.kind === "unreadable") throw couldNotRead(`Role ${role}`, lookup);
  const otherUsers = role === undefined ? [] : usersOf(role, base, inventory).filter((user) => !isSame(user, workload));
  return { plan: acceptPlan(planRevoke({ cluster: facts, workload, role, lookup, otherUsers })), workload };
}

/** Pods count, too: what made them may be of a kind that is not read. */
function usersOf(role: RoleArn, base: RoleBase, { workloads, pods }: Inventory): readonly WorkloadReference[] {
  const users: readonly WorkloadReference[] = [
    ...workloads.filter(({ templateAnnotations }) => claimedRole(templateAnnotations, base) === role),
    ...pods
      .filter(({ annotations, phase }) => claimedRole(annotations, base) === role && !hasEnded.has(phase))
      .map(({ namespace, name, owner }) => owner ?? ({ kind: "Pod", namespace, name } as const)),
  ];
  return users.filter((user, index) => users.findIndex((other) => isSame(other, user)) === index);
}

const hasEnded: ReadonlySet<PodPhase> = new Set<PodPhase>(["Succeeded", "Failed"]);

function isSame(one: WorkloadReference, other: WorkloadReference): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

function claimedRole(annotations: Annotations, base: RoleBase): RoleArn | undefined {
  const claim = annotations[annotationKeys.role];
  const resolved = claim === undefined ? undefined : resolveRoleReference(claim, base);
  return resolved?.kind === "resolved" ? resolved.role : undefined;
}
