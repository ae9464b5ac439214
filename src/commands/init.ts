// `iamctl init`: finds the node roles, lets them assume the roles under the prefix, and writes the proxy's Helm values.
import type { InitOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import type { RoleLookup } from "../access/role-facts.ts";
import { couldNotRead, type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Plan } from "../plan/plan.ts";
import { assumePolicyArn, planInit } from "../plan/plan-init.ts";
import { discoveryText } from "../report/discovery-text.ts";
import { acceptPlan } from "./accept-plan.ts";
import { type Discovered, discoverNodes } from "./discover-nodes.ts";
import { readText } from "../read-text.ts";
import { requireAllNodeRoles } from "./require-all-node-roles.ts";
import { renderKube2iamValues } from "./render-values.ts";

export async function init(context: Context, options: InitOptions): Promise<ExitCode> {
  const { terminal, style } = context;
  const discovered = await discover(context, options);
  terminal.say(discoveryText(discovered, { style, width: terminal.width }));
  return context.carryOut(await planTheSetUp(context, options, discovered), {
    ...options,
    replan: async () => planTheSetUp(context, options, await discover(context, options)),
  });
}

async function discover(context: Context, { nodeRole }: InitOptions): Promise<Discovered> {
  return discoverNodes(await context.account(), await context.cluster(), nodeRole);
}

async function planTheSetUp(context: Context, options: InitOptions, discovered: Discovered): Promise<Plan> {
  requireAllNodeRoles(discovered, options.nodeRole);
  const { cluster, nodeRoles } = discovered;
  const account = await context.account();
  const path = options.values ?? "kube2iam-values.yaml";
  const [roles, policy, quotas, valuesBefore, text] = await Promise.all([
    account.readRoles(nodeRoles.map(({ arn }) => arn)),
    account.readPolicy(assumePolicyArn(cluster)),
    account.readQuotas(),
    readText(path),
    renderKube2iamValues({ packageFolder: context.packageFolder, cluster, prefix: options.prefix }),
  ]);
  if (policy.kind === "unreadable") throw couldNotRead(`The policy ${assumePolicyArn(cluster)}`, policy);
  const facts = {
    cluster,
    nodeRoles: nodeRoles.map(({ arn }) => ({ arn, attachedPolicyArns: attachedTo(arn, roles.get(arn)) })),
    policyText: policy.kind === "found" ? policy.text : undefined,
    attachedPoliciesQuota: quotas.attachedPoliciesPerRole,
    valuesBefore,
  };
  return acceptPlan(planInit(facts, { prefix: options.prefix, values: { path, text } }));
}

/** What is attached must be known before anything is: guessing could exceed a quota or plan what is there already. */
function attachedTo(role: RoleArn, lookup: RoleLookup | undefined): readonly string[] {
  if (lookup?.kind === "found") return lookup.facts.attachedPolicyArns;
  if (lookup?.kind === "unreadable") throw couldNotRead(`Node role ${role}`, lookup);
  throw new IamctlError(`There is no node role ${role}.`, {
    hint: "Name the roles the nodes run with: iamctl init --node-role ARN",
    exitCode: exitCodes.usage,
  });
}
