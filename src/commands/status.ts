// `iamctl status`: what is set up, which nodes and workloads it covers, and what differs from the plan.
import { createRefusals } from "../access/refusals.ts";
import { judgeSetUp } from "../access/judge-set-up.ts";
import type { StatusOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { assumePolicyArn } from "../plan/plan-init.ts";
import { jsonText } from "../report/json-text.ts";
import { statusText } from "../report/status-text.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { printDocument } from "./print-document.ts";

export async function status(context: Context, { prefix, output, check }: StatusOptions): Promise<ExitCode> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const refusals = createRefusals();
  const snapshot = await collectSnapshot(context, { prefix, namespace: undefined, nodeRoles: [] });
  const policyArn = assumePolicyArn(snapshot.cluster);
  const [policy, proxies] = await Promise.all([
    account.readPolicy(policyArn),
    cluster.readProxies().catch(refusals.note),
  ]);
  const unread = policy.kind === "unreadable" ? [{ ...policy, subject: policyArn }] : [];
  const setUp = judgeSetUp({
    ...{ snapshot, policyArn, proxies },
    policy:
      policy.kind === "unreadable"
        ? { kind: "unread" }
        : { kind: "read", text: "text" in policy ? policy.text : undefined },
    unread: [...unread.map(({ call, subject, problem }) => ({ call, subject, problem })), ...refusals.unread],
  });
  const { terminal, style } = context;
  if (output === "table") terminal.print(statusText(setUp, { style, width: terminal.width }));
  else await printDocument(context, output, jsonText({ version: 1, ...setUp }));
  return check && setUp.drift.length > 0 ? exitCodes.found : exitCodes.fine;
}
