// `iamctl init`: finds the node roles, lets them assume the roles under the prefix, and writes the proxy's Helm values.
import { resolve } from "node:path";
import { installCommand } from "../access/grant-command.ts";
import type { InitOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { adviseMetadata } from "../nodes/advise-metadata.ts";
import { baselineNotes, fenceNotes } from "../plan/init-notes.ts";
import { assumePolicyName } from "../plan/own-policies.ts";
import type { Plan } from "../plan/plan.ts";
import { planInit } from "../plan/plan-init.ts";
import { readText } from "../read-text.ts";
import { discoveryText } from "../report/discovery-text.ts";
import { plain } from "../report/plain.ts";
import { acceptPlan } from "./accept-plan.ts";
import { type Choices, chooseSetUp } from "./choose-set-up.ts";
import { type Discovered, discoverNodes } from "./discover-nodes.ts";
import { readSetUp, type SetUp } from "./read-set-up.ts";
import { renderManifests } from "./render-manifests.ts";
import { renderValues } from "./render-values.ts";
import { requireAllNodeRoles } from "./require-all-node-roles.ts";
import { wasApplied } from "./was-applied.ts";
import { counted } from "../print-many.ts";

export async function init(context: Context, options: InitOptions): Promise<ExitCode> {
  const { terminal, style } = context;
  const { discovered, named } = await discoverAll(context, options);
  terminal.say(discoveryText(discovered, { style, width: terminal.width }));
  requireAllNodeRoles(discovered, named);
  const setUp = await readSetUp(context, discovered);
  const choices = await chooseSetUp(context, options, setUp);
  const { output } = options;
  if (output === "manifests") {
    terminal.print(
      await renderManifests(
        { packageFolder: context.packageFolder, cluster: discovered.cluster, choices },
        options.namespace,
      ),
    );
    return exitCodes.fine;
  }
  const exitCode = await context.carryOut(await planTheSetUp(context, options, { discovered, setUp, choices }), {
    ...options,
    output,
    replan: async () => {
      const again = await discover(context, named);
      requireAllNodeRoles(again, named);
      return planTheSetUp(context, options, { discovered: again, setUp: await readSetUp(context, again), choices });
    },
  });
  const applied = wasApplied(exitCode, options) && output === "text";
  if (applied) for (const line of nextSteps(options, choices)) terminal.say(plain(line));
  return exitCode;
}

/** A set-up without a proxy gives nobody a role. */
function nextSteps({ proxy, values = `${proxy}-values.yaml` }: InitOptions, { image }: Choices): readonly string[] {
  const isOurs = proxy === "iamctl";
  return [
    ...(isOurs && image === ""
      ? [`Next: build the proxy's image from the Containerfile, and name it in ${values}; then`]
      : ["Next:"]),
    isOurs ? `  ${installCommand(values)}` : `  install kube2iam's chart with --values ${values}`,
    "  iamctl grant -n NAMESPACE SERVICE ROLE",
  ];
}

interface Found {
  readonly discovered: Discovered;
  readonly setUp: SetUp;
  readonly choices: Choices;
}

async function discover(context: Context, named: readonly string[]): Promise<Discovered> {
  const progress = context.terminal.progress("Looking for nodes and their roles");
  try {
    const discovered = await discoverNodes(await context.account(), await context.cluster(), named);
    progress.done(`Found ${counted(discovered.nodes.length, "node")}`);
    return discovered;
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** What no source tells is asked for, where somebody is there to answer. */
async function discoverAll(context: Context, options: InitOptions) {
  const discovered = await discover(context, options.nodeRole);
  const { terminal, ask, style } = context;
  const isEnough = options.nodeRole.length > 0 || (discovered.gaps.length === 0 && discovered.nodeRoles.length > 0);
  if (isEnough || !terminal.interactive) return { discovered, named: options.nodeRole };
  terminal.say(discoveryText(discovered, { style, width: terminal.width }));
  terminal.say("Not every source of node roles could be read; name the roles that nodes run with, all of them.");
  const initial = discovered.nodeRoles.map(({ arn }) => arn).join(" ");
  const answer = await ask.text("ARNs of the node roles", { flag: "--node-role ARN", initial });
  const named = answer.split(/[\s,]+/u).filter((word) => word !== "");
  return { discovered: await discover(context, named), named };
}

async function planTheSetUp(context: Context, options: InitOptions, found: Found): Promise<Plan> {
  const { setUp, choices, discovered } = found;
  const { cluster } = discovered;
  const { prefix, fence, cutOff, foreign, unfenced, beyond, tagSessions } = choices;
  // The whole path: the plan may be applied, and the run undone, from another folder.
  const path = resolve(options.values ?? `${options.proxy}-values.yaml`);
  const valuesBefore = await readText(path);
  const wish = { packageFolder: context.packageFolder, cluster, choices };
  const text = await renderValues(options.proxy, wish, { path, text: valuesBefore });
  const notes = [
    ...fenceNotes({ fence, prefix, cutOff, unfenced, beyond, foreign }),
    ...choices.notes,
    ...adviseMetadata(discovered.nodes, { ipv4Only: options.proxy === "kube2iam" }),
    ...baselineNotes(setUp.nodeRoles, [assumePolicyName(cluster)]),
  ];
  const wishes = { prefix, fence, inline: options.inline, tagSessions, values: { path, text }, notes };
  return acceptPlan(planInit({ ...setUp.facts, valuesBefore }, wishes));
}
