// `iamctl grant SERVICE ROLE`: the role admits every node role, the pod template names the role, and both are verified.
import { judgeAccess } from "../access/judge-access.ts";
import { subjectOfWorkload } from "../access/subject.ts";
import type { GrantOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { planGrant } from "../plan/plan-grant.ts";
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";
import { chainText } from "../report/chain-text.ts";
import { acceptPlan } from "./accept-plan.ts";
import { chainExitCode } from "./chain-exit-code.ts";
import { collectGrant, wishesOf } from "./collect-grant.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { emitTrust } from "./emit-trust.ts";
import { sayUnread } from "./say-unread.ts";
import { waitForRollout } from "./wait-for-rollout.ts";

export async function grant(context: Context, options: GrantOptions): Promise<ExitCode> {
  if (options.emit !== undefined) {
    emitTrust(context, await collectGrant(context, options), wishesOf(options), options.emit);
    return exitCodes.fine;
  }
  const { plan, workload } = await planTheGrant(context, options);
  const exitCode = await context.carryOut(plan, {
    ...options,
    replan: async () => (await planTheGrant(context, options)).plan,
  });
  if (exitCode !== exitCodes.fine || options.dryRun || options.check) return exitCode;
  if (options.wait) await waitForRollout(context, workload, options.timeout);
  return verify(context, workload, options);
}

async function planTheGrant(
  context: Context,
  options: GrantOptions,
): Promise<{ readonly plan: Plan; readonly workload: WorkloadReference }> {
  const facts = await collectGrant(context, options);
  return { plan: acceptPlan(planGrant(facts, wishesOf(options))), workload: facts.workload };
}

/** Asks the whole chain afresh: that the writes succeeded does not mean that the pods get the role. */
async function verify(context: Context, reference: WorkloadReference, options: GrantOptions): Promise<ExitCode> {
  const { prefix, nodeRole: nodeRoles } = options;
  const snapshot = await collectSnapshot(context, { prefix, nodeRoles, namespace: reference.namespace });
  const workload = snapshot.workloads.find(({ kind, name }) => kind === reference.kind && name === reference.name);
  if (workload === undefined) {
    throw new IamctlError(`${printWorkload(reference)} is gone from namespace ${reference.namespace}.`, {
      hint: "Somebody deleted it meanwhile. Take the grant back with: iamctl undo",
    });
  }
  const access = judgeAccess(subjectOfWorkload(workload), snapshot);
  const { terminal, style } = context;
  terminal.say(chainText(access, { style, width: terminal.width }));
  sayUnread(context, snapshot);
  return chainExitCode(access);
}
