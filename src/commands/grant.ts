// `iamctl grant SERVICE ROLE`: the role admits every node role, the pod template names the role, and both are verified.
import type { GrantOptions } from "../command-options.ts";
import type { GrantRequest } from "../plan/grant-request.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { type OneGrant, planGrants } from "../plan/plan-grants.ts";
import { printQualified } from "../pods/find-workload.ts";
import { plain } from "../report/plain.ts";
import { acceptPlan } from "./accept-plan.ts";
import { collectGrants } from "./collect-grant.ts";
import { emitTrust } from "./emit-trust.ts";
import { readGrants } from "./read-grants.ts";
import { verifyGrants } from "./verify-grants.ts";
import { waitForRollout } from "./wait-for-rollout.ts";
import { wasApplied } from "./was-applied.ts";
import { agreeing } from "../print-many.ts";

export async function grant(context: Context, options: GrantOptions): Promise<ExitCode> {
  const requests = await requestsOf(options);
  const grants = await collectGrants(context, options, requests);
  const [first] = grants;
  if (options.emit !== undefined && first !== undefined) {
    emitTrust(context, first.facts, first.wishes, options.emit);
    return exitCodes.fine;
  }
  const exitCode = await context.carryOut(acceptPlan(planGrants(grants)), {
    ...options,
    replan: async () => acceptPlan(planGrants(await collectGrants(context, options, requests))),
  });
  if (!wasApplied(exitCode, options)) return exitCode;
  sayWhatIsDeployed(context, grants);
  const live = grants.filter(({ wishes }) => wishes.edits === undefined).map(({ facts }) => facts.workload);
  if (options.wait) for (const workload of live) await waitForRollout(context, workload, options.timeout);
  return verifyGrants(context, live, options);
}

async function requestsOf(options: GrantOptions): Promise<readonly GrantRequest[]> {
  const { filename, service = "", role = "" } = options;
  return filename === undefined ? [{ ...options, service, role }] : readGrants(filename, options);
}

/** A file is no cluster yet: what is verified is what runs. */
function sayWhatIsDeployed({ terminal }: Context, grants: readonly OneGrant[]): void {
  const edited = grants.filter(({ wishes }) => wishes.edits !== undefined);
  if (edited.length === 0) return;
  const files = new Set(edited.flatMap(({ wishes }) => wishes.edits?.map(({ path }) => path) ?? []));
  const names = edited.map(({ facts }) => printQualified(facts.workload)).join(", ");
  const change = agreeing(edited.length, "changes", "change");
  const are = agreeing(files.size, "is", "are");
  terminal.say(plain(`${names} ${change} when ${[...files].join(", ")} ${are} deployed. Then look: iamctl why POD`));
}
