// What a person should know of a grant that is no change: what it does not do, and what it takes from others.
import { findRoleKey } from "../access/proxy-settings.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { admitRoles, ownStatement, sidOfCluster, type TrustWish } from "../iam/trust-policy.ts";
import { annotationKeys } from "../pods/annotations.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { GrantFacts } from "./grant-facts.ts";
import { stillLeftOut } from "./plan-trust.ts";
import { agreeing, counted } from "../print-many.ts";

/** `after`: the trust policy as it will be. */
export function grantNotes(facts: GrantFacts, wish: TrustWish, after: string): readonly string[] {
  return [
    ...externalIdNotes(facts, wish, after),
    ...formNotes(facts, wish, after),
    ...prefixNotes(facts),
    ...misplacedNotes(facts),
    ...keyNotes(facts),
  ];
}

function externalIdNotes({ role, nodeRoles, cluster }: GrantFacts, { externalId }: TrustWish, after: string): string[] {
  if (externalId !== undefined) {
    return admitRoles(role.trust, nodeRoles, {}).kind === "unchanged"
      ? ["The trust policy admits the node roles without an external id already, so it demands none."]
      : [];
  }
  const sid = sidOfCluster(cluster);
  const demanded = ownStatement(role.trust, sid)?.externalIds ?? [];
  if (demanded.length > 0 && ownStatement(after, sid)?.externalIds.length === 0) {
    return [
      `Others use ${role.arn} with the external ${agreeing(demanded.length, "id", "ids")} ${demanded.join(", ")}. This grant has none, so the trust policy no longer demands it of anybody; to keep the demand: --external-id ${demanded[0] ?? "ID"}`,
    ];
  }
  return othersDemand(role.trust)
    ? [
        `Other statements of the trust policy of ${role.arn} demand an external id; this grant needs none, so the nodes may assume it without.`,
      ]
    : [];
}

function othersDemand(trust: string): boolean {
  const parsed = parsePolicy(trust);
  return (
    parsed.kind === "parsed" &&
    parsed.document.statements.some(
      ({ effect, conditions }) =>
        effect === "Allow" && conditions.some(({ key }) => key.toLowerCase() === "sts:externalid"),
    )
  );
}

function formNotes(facts: GrantFacts, wish: TrustWish, after: string): string[] {
  const { form } = wish;
  const notes = [...stillLeftOut(facts, after, wish)].map(
    ([why, nodeRoles]) =>
      `${nodeRoles.join(", ")} (${nodeRoles.length} of ${counted(facts.nodeRoles.length, "node role")}) cannot assume the role even then: ${why}.`,
  );
  if (form?.kind === "tag") {
    notes.push(
      `Whoever may tag roles in the account (iam:TagRole) or pass session tags (sts:TagSession) can make others meet the condition on ${form.key}.`,
    );
  }
  if (form?.kind === "pattern" && form.patterns.some((pattern) => /[*?]/.test(pattern))) {
    notes.push("Whoever may create roles in the account can make one whose name matches the pattern.");
  }
  return notes;
}

function prefixNotes({ role, prefix }: GrantFacts): string[] {
  return isUnderPrefix(role.arn, prefix)
    ? []
    : [`${role.arn} is outside the prefix ${prefix}: the trust policy alone decides who may assume it.`];
}

function misplacedNotes({ workload }: GrantFacts): string[] {
  const misplaced = workload.kind !== "Pod" && workload.annotations[annotationKeys.role] !== undefined;
  return misplaced
    ? [`The annotation on ${printWorkload(workload)} itself has no effect and stays as it is; remove it by hand.`]
    : [];
}

function keyNotes({ proxies = [] }: GrantFacts): string[] {
  const key = findRoleKey(proxies);
  return key === annotationKeys.role
    ? []
    : [
        `The proxy goes by the annotation ${key} (--iam-role-key), which a grant does not write: it writes ${annotationKeys.role}. Set that one by hand, or start the proxy without the flag.`,
      ];
}
