// Plans `init`: every node role may assume the roles under the prefix, and the proxy's Helm values are written.
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { assumePolicy } from "../iam/assume-policy.ts";
import { equalPolicies } from "../iam/diff-policy.ts";
import { parsePolicy, printPolicy } from "../iam/policy-document.ts";
import type { Planned, Refusal } from "./planned.ts";
import type { PolicyText, Step } from "./step.ts";

export interface InitFacts {
  readonly cluster: ClusterFacts;
  readonly nodeRoles: readonly { readonly arn: RoleArn; readonly attachedPolicyArns: readonly string[] }[];
  /** The text of the policy named by `assumePolicyArn`, or `undefined` when there is none. */
  readonly policyText: string | undefined;
  readonly attachedPoliciesQuota: number;
  /** What the values file holds now. */
  readonly valuesBefore: string | undefined;
}

export interface InitWishes {
  readonly prefix: string;
  readonly values: { readonly path: string; readonly text: string } | undefined;
}

/** The path tells iamctl's own policies from everybody else's, without any local record. */
export const ownPolicyPath = "/iamctl/";

export function assumePolicyArn(cluster: ClusterFacts): string {
  return `arn:${cluster.partition}:iam::${cluster.account}:policy${ownPolicyPath}${policyName(cluster)}`;
}

export function planInit(facts: InitFacts, wishes: InitWishes): Planned {
  const { cluster } = facts;
  if (facts.nodeRoles.length === 0) return noNodeRole(cluster);
  const arn = assumePolicyArn(cluster);
  const lacking = facts.nodeRoles.filter(({ attachedPolicyArns }) => !attachedPolicyArns.includes(arn));
  const full = lacking.filter(({ attachedPolicyArns }) => attachedPolicyArns.length >= facts.attachedPoliciesQuota);
  if (full.length > 0) return slotsFull(full, facts.attachedPoliciesQuota);

  const policy = policySteps(facts, wishes.prefix, arn);
  const attach = lacking.map(({ arn: role }): Step => ({ kind: "attach-policy", role, policyArn: arn }));
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `let the node roles of ${cluster.name} assume the roles under ${wishes.prefix}`,
      cluster: cluster.name,
      broadens: policy.length + attach.length > 0,
      steps: [...policy, ...attach, ...valuesSteps(facts, wishes)],
      notes: [notAFence(wishes.prefix)],
    },
  };
}

function policySteps({ cluster, policyText }: InitFacts, prefix: string, arn: string): readonly Step[] {
  const wanted = assumePolicy({ partition: cluster.partition, account: cluster.account, prefix });
  const after = printPolicy(wanted);
  if (policyText === undefined) return [{ kind: "create-policy", policy: newPolicy(cluster, arn, after) }];
  const present = parsePolicy(policyText);
  if (present.kind === "parsed" && equalPolicies(present.document, wanted)) return [];
  return [{ kind: "replace-policy", policyArn: arn, before: policyText, after, dropBefore: false }];
}

function newPolicy(cluster: ClusterFacts, arn: string, document: string): PolicyText {
  return {
    arn,
    name: policyName(cluster),
    path: ownPolicyPath,
    description: `Lets the nodes of ${cluster.name} assume the roles meant for pods. Made by iamctl.`,
    tags: { "iamctl/cluster": cluster.name },
    document,
  };
}

/**
 * Clusters of one name in two regions have a policy each. Policy names take 128 characters of `[\w+=,.@-]`; a
 * kubeconfig context may be longer and hold others.
 */
function policyName({ name, region }: ClusterFacts): string {
  const ending = `-${region}`;
  return `assume-pod-roles-${name.replaceAll(/[^\w+=,.@-]/g, "-")}`.slice(0, 128 - ending.length) + ending;
}

function valuesSteps({ valuesBefore }: InitFacts, { values }: InitWishes): readonly Step[] {
  if (values === undefined || values.text === valuesBefore) return [];
  return [{ kind: "write-file", path: values.path, before: valuesBefore, after: values.text }];
}

function noNodeRole({ name, account, region }: ClusterFacts): Refusal {
  return {
    kind: "refused",
    problem: `none of the nodes of ${name} has a role in account ${account}, region ${region}`,
    hint: "Check --profile and --region, or name the roles the nodes run with: iamctl init --node-role ARN",
  };
}

function slotsFull(full: InitFacts["nodeRoles"], quota: number): Refusal {
  const names = full.map(({ arn }) => roleParts(arn).name).join(", ");
  return {
    kind: "refused",
    problem: `${names} already has ${quota} managed policies attached, the account's quota`,
    hint: "Detach a policy that is no longer needed, or ask AWS to raise the quota AttachedPoliciesPerRole.",
  };
}

/** A trust policy that names the node role needs no Allow on the caller's side within one account:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function notAFence(prefix: string): string {
  return `The prefix is not a fence: a role outside ${prefix} whose trust policy names a node role can still be assumed by it.`;
}
