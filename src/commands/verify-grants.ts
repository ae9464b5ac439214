// Asks the whole chain of each granted workload afresh: that the writes succeeded does not mean that the pods get the role.
import { installCommand } from "../access/grant-command.ts";
import { judgeAccess } from "../access/judge-access.ts";
import { subjectOfWorkload } from "../access/subject.ts";
import type { GrantOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";
import { chainText } from "../report/chain-text.ts";
import { indentText } from "../report/wrap-text.ts";
import { chainExitCode } from "./chain-exit-code.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { sayUnread } from "./say-unread.ts";

/** The worst of what their chains end with. */
export async function verifyGrants(
  context: Context,
  granted: readonly WorkloadReference[],
  { prefix, nodeRole: nodeRoles }: Pick<GrantOptions, "prefix" | "nodeRole">,
): Promise<ExitCode> {
  if (granted.length === 0) return exitCodes.fine;
  const [namespace, ...others] = new Set(granted.map((workload) => workload.namespace));
  const snapshot = await collectSnapshot(context, {
    prefix,
    nodeRoles,
    namespace: others.length === 0 ? namespace : undefined,
  });
  const { terminal, style } = context;
  let worst: ExitCode = exitCodes.fine;
  for (const reference of granted) {
    const workload = snapshot.workloads.find((one) => isSame(one, reference));
    if (workload === undefined) throw gone(reference);
    const access = judgeAccess(subjectOfWorkload(workload), snapshot);
    terminal.say(chainText(access, { style, width: terminal.width }));
    worst = worst === exitCodes.fine ? chainExitCode(access) : worst;
  }
  // Looked for in every namespace; absent where that may not be asked.
  if (snapshot.proxies?.length === 0) {
    const none = "No metadata proxy runs in the cluster yet, so pods still hold the node's role. Install one:";
    terminal.say(indentText(none, "", terminal.width));
    terminal.say(`  ${installCommand()}`);
  }
  sayUnread(context, snapshot);
  return worst;
}

function isSame(one: WorkloadReference, other: WorkloadReference): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

function gone(workload: WorkloadReference): IamctlError {
  return new IamctlError(`${printWorkload(workload)} is gone from namespace ${workload.namespace}.`, {
    hint: "Somebody deleted it meanwhile. Take the grant back with: iamctl undo",
  });
}
