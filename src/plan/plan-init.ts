// Plans `init`: every node role may assume the roles under the prefix, is fenced in if wanted, and the proxy's values are written.
import type { ClusterFacts } from "../access/snapshot.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { assumePolicy, type Fence, type RolePrefix } from "../iam/assume-policy.ts";
import { equalPolicies } from "../iam/diff-policy.ts";
import { printPrefix } from "../iam/role-prefix.ts";
import { parsePolicy, type PolicyDocument, printPolicy } from "../iam/policy-document.ts";
import { stepsBroaden } from "./broadens.ts";
import { assumePolicyArn, assumePolicyName, newAssumePolicy, newBoundaryPolicy } from "./own-policies.ts";
import type { Planned, Refusal } from "./planned.ts";
import type { PolicyText, Step } from "./step.ts";

export { assumePolicyArn } from "./own-policies.ts";
import { agreeing } from "../print-many.ts";

export interface InitFacts {
  readonly cluster: ClusterFacts;
  readonly nodeRoles: readonly NodeRoleFacts[];
  /** The text of the policy named by `assumePolicyArn`, or `undefined` when there is none. */
  readonly policyText: string | undefined;
  /** The boundary policy of ours that is there. */
  readonly boundary: PolicyText | undefined;
  readonly attachedPoliciesQuota: number;
  /** What the values file holds now. */
  readonly valuesBefore: string | undefined;
}

export interface NodeRoleFacts {
  readonly arn: RoleArn;
  readonly attachedPolicyArns: readonly string[];
  /** The inline policy of ours, as IAM holds it. */
  readonly inlineText: string | undefined;
  readonly boundaryArn: string | undefined;
}

export interface InitWishes {
  readonly prefix: string;
  readonly fence: Fence;
  /** Into each node role rather than attached to it. */
  readonly inline: boolean;
  /** Whether the proxy tags the sessions it asks for. */
  readonly tagSessions: boolean;
  readonly values: { readonly path: string; readonly text: string } | undefined;
  /** What the person should know beside the changes. */
  readonly notes: readonly string[];
}

export function planInit(facts: InitFacts, wishes: InitWishes): Planned {
  const { cluster } = facts;
  if (facts.nodeRoles.length === 0) return noNodeRole(cluster);
  const { tagSessions } = wishes;
  const prefix: RolePrefix = { ...cluster, prefix: wishes.prefix, tagSessions };
  const bounded = facts.nodeRoles.filter(({ boundaryArn }) => isForeign(boundaryArn, facts));
  if (wishes.fence === "boundary" && bounded.length > 0) return boundAlready(bounded);
  const wanted = assumePolicy(prefix, wishes.fence);
  const grants = facts.nodeRoles.flatMap((role) => grantSteps(role, wanted, facts, wishes));
  const usesManaged = facts.nodeRoles.some((role) => !isInline(role, facts, wishes));
  const steps = [
    ...(usesManaged ? policySteps(facts, wanted) : []),
    ...grants,
    ...boundarySteps(facts, newBoundaryPolicy(cluster, prefix), wishes.fence),
    ...valuesSteps(facts, wishes),
  ];
  const inside = wishes.inline ? [] : facts.nodeRoles.filter((role) => isInline(role, facts, wishes));
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `let the node roles of ${cluster.name} assume the roles under ${printPrefix(wishes.prefix)}`,
      cluster: cluster.name,
      broadens: stepsBroaden(steps),
      steps,
      notes: [...inside.map((role) => whyInside(role, facts.attachedPoliciesQuota)), ...wishes.notes],
    },
  };
}

function policySteps({ cluster, policyText }: InitFacts, wanted: PolicyDocument): readonly Step[] {
  const after = printPolicy(wanted);
  if (policyText === undefined) return [{ kind: "create-policy", policy: newAssumePolicy(cluster, after) }];
  if (says(policyText, wanted)) return [];
  const policyArn = assumePolicyArn(cluster);
  return [{ kind: "replace-policy", policyArn, before: policyText, after, dropBefore: false }];
}

/** A managed policy shows in every role and has versions; an inline one needs no slot, of which a role has ten. */
function isInline(
  { attachedPolicyArns, inlineText }: NodeRoleFacts,
  facts: InitFacts,
  { inline }: InitWishes,
): boolean {
  if (inline) return true;
  if (attachedPolicyArns.includes(assumePolicyArn(facts.cluster))) return false;
  return inlineText !== undefined || attachedPolicyArns.length >= facts.attachedPoliciesQuota;
}

function grantSteps(
  node: NodeRoleFacts,
  wanted: PolicyDocument,
  facts: InitFacts,
  wishes: InitWishes,
): readonly Step[] {
  const { arn: role, inlineText: before, attachedPolicyArns } = node;
  const policyArn = assumePolicyArn(facts.cluster);
  const isAttached = attachedPolicyArns.includes(policyArn);
  const write = (after: string | undefined): Step => {
    return { kind: "write-inline-policy", role, name: assumePolicyName(facts.cluster), before, after };
  };
  if (isInline(node, facts, wishes)) {
    const written = before !== undefined && says(before, wanted) ? [] : [write(printPolicy(wanted))];
    return isAttached ? [...written, { kind: "detach-policy", role, policyArn }] : written;
  }
  const removed = before === undefined ? [] : [write(undefined)];
  return isAttached ? removed : [{ kind: "attach-policy", role, policyArn }, ...removed];
}

function boundarySteps({ nodeRoles, boundary }: InitFacts, wanted: PolicyText, fence: Fence): readonly Step[] {
  const { arn } = wanted;
  if (fence !== "boundary") {
    return nodeRoles
      .filter(({ boundaryArn }) => boundaryArn === arn)
      .map(({ arn: role }) => ({ kind: "set-boundary", role, before: arn, after: undefined }));
  }
  const set = nodeRoles
    .filter(({ boundaryArn }) => boundaryArn !== arn)
    .map(({ arn: role }): Step => ({ kind: "set-boundary", role, before: undefined, after: arn }));
  if (boundary === undefined) return [{ kind: "create-policy", policy: wanted }, ...set];
  const parsed = parsePolicy(wanted.document);
  if (parsed.kind === "parsed" && says(boundary.document, parsed.document)) return set;
  const { document: before } = boundary;
  return [{ kind: "replace-policy", policyArn: arn, before, after: wanted.document, dropBefore: false }, ...set];
}

function valuesSteps({ valuesBefore }: InitFacts, { values }: InitWishes): readonly Step[] {
  if (values === undefined || values.text === valuesBefore) return [];
  return [{ kind: "write-file", path: values.path, before: valuesBefore, after: values.text }];
}

function says(text: string, wanted: PolicyDocument): boolean {
  const present = parsePolicy(text);
  return present.kind === "parsed" && equalPolicies(present.document, wanted);
}

function isForeign(boundaryArn: string | undefined, { cluster }: InitFacts): boolean {
  return boundaryArn !== undefined && boundaryArn !== newBoundaryPolicy(cluster, { ...cluster, prefix: "/" }).arn;
}

function noNodeRole({ name, account, region }: ClusterFacts): Refusal {
  return {
    kind: "refused",
    problem: `none of the nodes of ${name} has a role in account ${account}, region ${region}`,
    hint: "Check --profile and --region, or name the roles the nodes run with: iamctl init --node-role ARN",
  };
}

/** A role has one boundary, and whoever set it relies on it. */
function boundAlready(roles: readonly NodeRoleFacts[]): Refusal {
  return {
    kind: "refused",
    problem: `${roles.map(({ arn }) => roleParts(arn).name).join(", ")} already ${agreeing(roles.length, "has", "have")} a permissions boundary, and a role has only one`,
    hint: "Fence the node roles in by a Deny instead: iamctl init --fence deny",
  };
}

function whyInside({ arn, attachedPolicyArns, inlineText }: NodeRoleFacts, quota: number): string {
  const { name } = roleParts(arn);
  return inlineText === undefined || attachedPolicyArns.length >= quota
    ? `${name} has all its ${quota} managed policies: the policy is written into the role.`
    : `${name} keeps the policy inside it, where an earlier run wrote it.`;
}
