// Reads what `init` plans from: the node roles with their policies, iamctl's own policies, the network, the account's quotas.
import { findSessionTags } from "../access/proxy-settings.ts";
import { createRefusals } from "../access/refusals.ts";
import type { RoleFacts, RoleLookup } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import type { Context } from "../context.ts";
import { couldNotRead, exitCodes, IamctlError, type Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import { isFenced, letsTag, prefixOf } from "../iam/assume-policy.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { detectNetworks, type FoundNetwork } from "../nodes/detect-cni.ts";
import { assumePolicyArn, assumePolicyName, boundaryPolicyArn } from "../plan/own-policies.ts";
import type { InitFacts } from "../plan/plan-init.ts";
import type { ClusterName } from "../pods/session-tags.ts";
import type { PolicyText } from "../plan/step.ts";
import type { Discovered } from "./discover-nodes.ts";

export interface SetUp {
  readonly facts: Omit<InitFacts, "valuesBefore">;
  readonly isEks: boolean;
  readonly nodeRoles: readonly RoleFacts[];
  /** None where the DaemonSets could not be read, or none of them is known. */
  readonly networks: readonly FoundNetwork[];
  readonly networkUnread: readonly Unread[];
  /** What an earlier run set up; absent on the first. */
  readonly earlier:
    | {
        readonly prefix: string | undefined;
        readonly fence: "none" | "deny" | "boundary";
        readonly tagSessions: boolean;
      }
    | undefined;
  /** As the proxies that are there tag sessions; absent where none does, or none could be read. */
  readonly sessionTags: ClusterName | undefined;
}

export async function readSetUp(context: Context, { cluster, isEks, nodeRoles: found }: Discovered): Promise<SetUp> {
  const [account, live] = await Promise.all([context.account(), context.cluster()]);
  const refusals = createRefusals();
  const arns = found.map(({ arn }) => arn);
  const [roles, inline, policy, boundary, quotas, daemons = [], proxies = []] = await Promise.all([
    account.readRoles(arns),
    Promise.all(arns.map((arn) => readInline(account, arn, assumePolicyName(cluster)))),
    readOwn(account, assumePolicyArn(cluster)),
    readOwn(account, boundaryPolicyArn(cluster)),
    account.readQuotas(),
    live.readDaemonSets().catch(refusals.note),
    // The same list as the line above, which tells where it is refused.
    live.readProxies().catch(createRefusals().note),
  ]);
  const nodeRoles = arns.map((arn) => requireRole(arn, roles.get(arn)));
  const texts = [policy?.document, ...inline].filter((text) => text !== undefined);
  const isBound = nodeRoles.some(({ boundaryArn }) => boundaryArn === boundaryPolicyArn(cluster));
  return {
    facts: {
      cluster,
      nodeRoles: nodeRoles.map(({ arn, attachedPolicyArns, boundaryArn }, at) => ({
        ...{ arn, attachedPolicyArns, boundaryArn, inlineText: inline[at] },
      })),
      policyText: policy?.document,
      boundary,
      attachedPoliciesQuota: quotas.attachedPoliciesPerRole,
    },
    isEks,
    nodeRoles,
    networks: detectNetworks(daemons),
    networkUnread: refusals.unread,
    sessionTags: findSessionTags(proxies),
    earlier: texts.length === 0 ? undefined : readEarlier(texts[0] ?? "", isBound),
  };
}

function readEarlier(text: string, isBound: boolean): SetUp["earlier"] {
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed")
    return { prefix: undefined, fence: isBound ? "boundary" : "none", tagSessions: false };
  const fence = isBound ? "boundary" : isFenced(parsed.document) ? "deny" : "none";
  return { prefix: prefixOf(parsed.document), fence, tagSessions: letsTag(parsed.document) };
}

/** What is there must be known before anything is planned: guessing could replace what somebody else wrote. */
async function readOwn(account: Account, arn: string): Promise<PolicyText | undefined> {
  const lookup = await account.readPolicy(arn);
  if (lookup.kind === "unreadable") throw couldNotRead(`The policy ${arn}`, lookup);
  if (lookup.kind === "absent") return undefined;
  const { name, path, description, tags, text } = lookup;
  return { arn: lookup.arn, name, path, description, tags, document: text };
}

async function readInline(account: Account, role: RoleArn, name: string): Promise<string | undefined> {
  const lookup = await account.readInlinePolicy(role, name);
  if (lookup.kind === "unreadable") throw couldNotRead(`Node role ${role}`, lookup);
  return lookup.kind === "found" ? lookup.text : undefined;
}

function requireRole(role: RoleArn, lookup: RoleLookup | undefined): RoleFacts {
  if (lookup?.kind === "found") return lookup.facts;
  if (lookup?.kind === "unreadable") throw couldNotRead(`Node role ${role}`, lookup);
  throw new IamctlError(`There is no node role ${role}.`, {
    hint: "Name the roles the nodes run with: iamctl init --node-role ARN",
    exitCode: exitCodes.usage,
  });
}
