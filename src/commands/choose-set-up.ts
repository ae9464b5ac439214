// Settles what `init` could not find out: by flag, by what an earlier run set up, by asking on a terminal, or by a default.
import { type CutOff, findCutOff, findForeignReach, type FenceFacts } from "../access/find-cut-off.ts";
import { findUnfenced, type Unfenced } from "../access/find-unfenced.ts";
import { createRefusals } from "../access/refusals.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { InitOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import type { Fence } from "../iam/assume-policy.ts";
import { defaultPrefix, isRolePrefix, printPrefix } from "../iam/role-prefix.ts";
import { cutOffText, prefixNotes } from "../plan/init-notes.ts";
import { assumePolicyName, boundaryPolicyArn } from "../plan/own-policies.ts";
import { plain } from "../report/plain.ts";
import { indentText } from "../report/wrap-text.ts";
import { chooseInterfaces, type InterfaceChoice } from "./choose-interfaces.ts";
import type { SetUp } from "./read-set-up.ts";

export interface Choices extends InterfaceChoice {
  readonly prefix: string;
  readonly fence: Fence;
  readonly cutOff: readonly CutOff[];
  readonly foreign: readonly string[];
  /** Absent where the account's roles could not be listed. */
  readonly unfenced: readonly Unfenced[] | undefined;
  /** Other roles outside the prefix that node roles can assume, by what their own policies allow; absent likewise. */
  readonly beyond: readonly CutOff[] | undefined;
  readonly image: string;
  readonly tagSessions: boolean;
  /** For the values; absent to leave them as they are. */
  readonly sessionTags: string | undefined;
  /** Empty where nodes have none, or where the values that are there say which. */
  readonly startupTaint: string;
}

export async function chooseSetUp(context: Context, options: InitOptions, setUp: SetUp): Promise<Choices> {
  const prefix = await choosePrefix(context, options, setUp);
  const listing = (await context.account()).listRoles();
  // Only a fence cannot do without it.
  const roles = await listing.catch(createRefusals().note);
  const { fence, cutOff, foreign } = await chooseFence(context, options, setUp, { prefix, listing });
  const today = roles && { nodeRoles: withoutOwn(setUp), roles };
  const unfenced = today && findUnfenced({ ...today, prefix });
  const reach = today && findCutOff({ ...today, prefix: { ...setUp.facts.cluster, prefix } }, "deny");
  const beyond = reach?.filter(({ role }) => unfenced?.every((one) => one.role !== role));
  const network = await chooseInterfaces(context, options, setUp);
  const { startupTaint = "" } = options;
  const image = await chooseImage(context, options);
  const tags = chooseTags(options, setUp);
  const named = prefixNotes(prefix, roles && roles.map(({ arn }) => arn));
  const notes = [...named, ...network.notes, ...taintNotes(options), ...tags.notes];
  return {
    prefix,
    fence,
    cutOff,
    foreign,
    unfenced,
    beyond,
    interfaces: network.interfaces,
    ...tags,
    startupTaint,
    image,
    notes,
  };
}

/** Of what is not known: whoever only looks, or has said yes to everything, gets the defaults. */
function mayAsk({ interactive }: Context["terminal"], { yes, dryRun, check }: InitOptions): boolean {
  return interactive && !yes && !dryRun && !check;
}

async function choosePrefix({ ask, terminal }: Context, options: InitOptions, { earlier }: SetUp): Promise<string> {
  const known = options.prefix ?? earlier?.prefix;
  if (known !== undefined || !mayAsk(terminal, options)) return known ?? defaultPrefix;
  const why = "What roles meant for pods begin with: a path cannot be taken by accident, and shows in every ARN.";
  terminal.say(indentText(why, "", terminal.width));
  const flag = "--prefix /pods/";
  for (;;) {
    const given = await ask.text("Prefix of pod roles", { flag, initial: defaultPrefix });
    if (isRolePrefix(given)) return given;
    terminal.say("Give a path such as /pods/ or the beginning of a name.");
  }
}

interface FenceChoice {
  readonly fence: Fence;
  readonly cutOff: readonly CutOff[];
  readonly foreign: readonly string[];
}

/** The roles that each fence cuts off are read and named before anybody decides. */
async function chooseFence(
  context: Context,
  options: InitOptions,
  { facts: { cluster }, nodeRoles, earlier }: SetUp,
  { prefix, listing }: { readonly prefix: string; readonly listing: Promise<FenceFacts["roles"]> },
): Promise<FenceChoice> {
  const { terminal, ask } = context;
  const known = options.fence ?? earlier?.fence;
  if (known === "none" || (known === undefined && !mayAsk(terminal, options)))
    return { fence: "none", cutOff: [], foreign: [] };
  const facts: FenceFacts = { nodeRoles, roles: await listing, prefix: { ...cluster, prefix } };
  const foreign = findForeignReach(facts);
  const chosen = (fence: Fence): FenceChoice => ({ fence, cutOff: findCutOff(facts, fence), foreign });
  if (known !== undefined) return chosen(known);
  const deny = chosen("deny");
  const why = `A prefix alone keeps nodes from no role that trusts them. A fence denies all roles outside ${printPrefix(prefix)}. ${cutOffText(deny.cutOff)}`;
  terminal.say(indentText(plain(why), "", terminal.width));
  const choices = [
    { value: "none" as const, name: "none: leave what nodes can assume today as it is" },
    { value: "deny" as const, name: "deny: an explicit Deny on every role outside the prefix" },
    { value: "boundary" as const, name: "boundary: a permissions boundary on each node role, removed in one step" },
  ];
  return chosen(await ask.choose("Fence the node roles in?", choices, { flag: "--fence none|deny|boundary" }));
}

/** The node roles as a set-up without a fence leaves them: what an earlier one of ours denies is taken away. */
function withoutOwn({ nodeRoles, facts: { cluster } }: SetUp): readonly RoleFacts[] {
  return nodeRoles.map((facts) => ({
    ...facts,
    policies: facts.policies.filter(({ name }) => !name.endsWith(assumePolicyName(cluster))),
    boundary: facts.boundaryArn === boundaryPolicyArn(cluster) ? undefined : facts.boundary,
  }));
}

/** There is no image that everybody could use: whoever publishes under a name that others install by default owns their nodes. */
async function chooseImage({ terminal, ask }: Context, options: InitOptions): Promise<string> {
  if (options.proxy === "kube2iam" || options.image !== undefined) return options.image ?? "";
  if (!mayAsk(terminal, options)) return "";
  const why = "The proxy's image is built from the Containerfile and kept in a registry of your own.";
  terminal.say(indentText(why, "", terminal.width));
  return ask.text("Image of the proxy (empty: fill it in later)", { flag: "--image REPOSITORY:TAG", initial: "" });
}

/** What the proxies that are there do, and what an earlier run allowed, goes on unless somebody says otherwise. */
function chooseTags(
  { sessionTags: wish, proxy }: InitOptions,
  { earlier, sessionTags: present, facts: { cluster }, isEks }: SetUp,
): Pick<Choices, "tagSessions" | "sessionTags" | "notes"> {
  const shown = present?.arn ?? present?.name;
  if (wish === false) return { tagSessions: false, sessionTags: "", notes: [] };
  if (wish === undefined) {
    return { tagSessions: present !== undefined || earlier?.tagSessions === true, sessionTags: shown, notes: [] };
  }
  if (proxy === "kube2iam") {
    const notes = ["kube2iam tags no sessions: --session-tags has no effect."];
    return { tagSessions: false, sessionTags: undefined, notes };
  }
  const { partition, region, account, name } = cluster;
  const own = isEks ? `arn:${partition}:eks:${region}:${account}:cluster/${name}` : name;
  const notes = [
    "Roles that were granted before lack sts:TagSession: grant each of them again before the proxy has these values (iamctl audit tells which, rule T11).",
  ];
  return { tagSessions: true, sessionTags: shown ?? own, notes };
}

function taintNotes({ startupTaint, proxy }: InitOptions): readonly string[] {
  if (startupTaint === undefined) return [];
  if (proxy === "kube2iam") return ["kube2iam takes no taint off a node: --startup-taint has no effect."];
  return [
    `New nodes are to be born with the taint ${startupTaint}, which the proxy takes off: startupTaints of Karpenter's NodePool, --register-with-taints of the kubelet, taints of a managed node group.`,
  ];
}
