// Plans the change of a trust policy that a grant needs: nothing, an edit within the quota, or a refusal with a way out.
import { grantCommand } from "../access/grant-command.ts";
import type { Evaluation } from "../iam/evaluate.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { roleParts } from "../iam/arn.ts";
import { type RoleOwner, ownerOfRole } from "../iam/role-owner.ts";
import { admitRoles, sidOfCluster, trustSize, type TrustWish } from "../iam/trust-policy.ts";
import { mayTagSession, trustedBy } from "../iam/trusted-by.ts";
import type { GrantFacts } from "./grant-facts.ts";
import type { Refusal } from "./planned.ts";
import type { ReplaceTrust } from "./step.ts";

export type TrustChange = { readonly kind: "unchanged" } | ReplaceTrust | Refusal;

export function changeTrust(facts: GrantFacts, wish: TrustWish): TrustChange {
  const { role, nodeRoles, trustSizeQuota } = facts;
  const edit = admitRoles(role.trust, nodeRoles, { ...wish, sid: sidOfCluster(facts.cluster) });
  if (edit.kind === "unchanged") return edit;
  if (edit.kind === "malformed") {
    return {
      kind: "refused",
      problem: `nothing was changed in ${role.arn}: ${edit.problem}`,
      hint: `See it: aws iam get-role --role-name ${roleParts(role.arn).name}`,
    };
  }
  const size = trustSize(edit.text);
  if (size > trustSizeQuota) return tooLong(facts, wish, size);
  return { kind: "replace-trust", role: role.arn, before: role.trust, after: edit.text };
}

/** For a role whose source is elsewhere: a change made here is gone with that tool's next run. */
export function refuseOwned({ role, workload }: GrantFacts, wish: TrustWish): Refusal | undefined {
  const owner = ownerOfRole(role.tags);
  if (owner === undefined) return undefined;
  const id = wish.externalId === undefined ? "" : ` --external-id ${wish.externalId}`;
  const tags = wish.tagSessions === true ? " --session-tags" : "";
  const command = `${grantCommand(workload, role.arn)}${id}${tags}`;
  return {
    kind: "refused",
    problem: `${owner.tool} keeps the role ${role.arn} (tag ${owner.evidence}) and would take a change of its trust policy back`,
    hint: `${emitHint(owner)}: ${command} --emit ${owner.source}\nTo change it here all the same: --override-owner`,
  };
}

function emitHint({ tool, source }: RoleOwner): string {
  return source === "json" ? `See the trust policy that ${tool} should set` : `Print what to add to the ${tool} source`;
}

function tooLong(facts: GrantFacts, wish: TrustWish, size: number): Refusal {
  const { role, trustSizeQuota } = facts;
  const ways = shorterForms(facts, wish);
  return {
    kind: "refused",
    problem: `the trust policy of ${role.arn} would have ${size} characters; the account's quota is ${trustSizeQuota}`,
    hint: [
      ...ways,
      "Remove statements that are no longer needed, or ask AWS to raise the quota AssumeRolePolicySize (Service Quotas L-C07B4B0D).",
    ].join("\n"),
  };
}

/** One pattern or one tag stands for any number of node roles. */
function shorterForms({ role, nodeRoles, cluster, trustSizeQuota }: GrantFacts, wish: TrustWish): readonly string[] {
  const pattern = `arn:${cluster.partition}:iam::${cluster.account}:role/${cluster.name}-*`;
  const form = { kind: "pattern", patterns: [pattern] } as const;
  const edit = admitRoles(role.trust, nodeRoles, { ...wish, form, sid: sidOfCluster(cluster) });
  if (edit.kind !== "changed") return [];
  const size = trustSize(edit.text);
  return size > trustSizeQuota
    ? []
    : [
        `One pattern in place of ${nodeRoles.length} ARNs fits (about ${size} characters): --trust pattern --node-pattern '${cluster.name}-*'`,
      ];
}

/**
 * Why node roles could not assume the role with this trust policy, with those it is about. Roles that could not be read
 * are left out: what their policies say is for the verification to find.
 */
export function stillLeftOut(
  { nodeRoleFacts, role }: GrantFacts,
  trust: string,
  { externalId, tagSessions }: Pick<TrustWish, "externalId" | "tagSessions">,
): ReadonlyMap<string, readonly string[]> {
  const parsed = parsePolicy(trust);
  const left = new Map<string, string[]>();
  if (parsed.kind === "malformed") return left;
  for (const nodeRole of nodeRoleFacts) {
    const question = { trust: parsed.document, nodeRole, role: role.arn, externalId };
    const why =
      refusalOf(trustedBy(question), "") ??
      (tagSessions === true ? refusalOf(mayTagSession(question), " with session tags") : undefined);
    if (why !== undefined) left.set(why, [...(left.get(why) ?? []), roleParts(nodeRole.arn).name]);
  }
  return left;
}

function refusalOf(evaluation: Evaluation, how: string): string | undefined {
  if (evaluation.kind === "explicit-deny") return `${evaluation.by.policy} denies it${how}`;
  if (evaluation.kind !== "implicit-deny" || evaluation.layer === "resource") return undefined;
  return evaluation.layer === "boundary"
    ? `the permissions boundary does not allow it${how}`
    : `the node role's own policies must allow it${how}, too: run iamctl init${how === "" ? "" : " --session-tags"}`;
}
