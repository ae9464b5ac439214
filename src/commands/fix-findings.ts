// `iamctl audit --fix`: one plan of grants for all findings that grants mend, on the way that every change goes.
import { fixingGrants, type FixingGrant } from "../audit/fixable.ts";
import type { Finding } from "../audit/finding.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { GrantOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { type OneGrant, planGrants } from "../plan/plan-grants.ts";
import { plain } from "../report/plain.ts";
import { acceptPlan } from "./accept-plan.ts";
import { collectGrants } from "./collect-grant.ts";

export interface FixWishes {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly prefix: string;
}

/** What cannot be planned is told and left out: one workload that another tool keeps must not stop the rest. */
export async function fixFindings(
  context: Context,
  { findings, snapshot }: { readonly findings: readonly Finding[]; readonly snapshot: Snapshot },
  wishes: FixWishes,
): Promise<ExitCode> {
  const { terminal } = context;
  const options: GrantOptions = {
    ...{ nodePattern: [], createRole: false, policy: [], manifest: [], path: "podAnnotations", nodeRole: [] },
    ...{ overrideOwner: false, wait: false, timeout: 300, check: false, output: "text" },
    ...wishes,
  };
  const wanted = fixingGrants(findings, snapshot);
  const plannable: FixingGrant[] = [];
  for (const one of wanted) {
    const planned = planGrants(await collect(context, options, [one]));
    if (planned.kind === "refused") {
      terminal.say(plain(`Left as it is: ${one.namespace}/${one.service}: ${planned.problem}. ${planned.hint}`));
    } else {
      plannable.push(one);
    }
  }
  if (plannable.length === 0) {
    terminal.say("There is nothing that iamctl can mend by itself: see what each finding says.");
    return exitCodes.fine;
  }
  const plan = async () => acceptPlan(planGrants(await collect(context, options, plannable)));
  return context.carryOut(await plan(), { ...options, replan: plan });
}

function collect(
  context: Context,
  options: GrantOptions,
  grants: readonly FixingGrant[],
): Promise<readonly OneGrant[]> {
  return collectGrants(
    context,
    options,
    grants.map((one) => ({ ...options, ...one })),
  );
}
