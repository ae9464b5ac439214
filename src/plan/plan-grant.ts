// Plans `grant`: the role's trust policy admits every node role, and the workload's pod template names the role.
import { findSessionTags } from "../access/proxy-settings.ts";
import { roleParts } from "../iam/arn.ts";
import { type TrustWish } from "../iam/trust-policy.ts";
import { annotationKeys } from "../pods/annotations.ts";
import { isExternalId } from "../pods/decide-role.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { GrantFacts, GrantWishes } from "./grant-facts.ts";
import { grantNotes } from "./grant-notes.ts";
import { annotationSteps } from "./plan-annotation.ts";
import { attachSteps, newPolicySteps, refusePolicies } from "./plan-policies.ts";
import { changeTrust, refuseOwned } from "./plan-trust.ts";
import { planNewRole } from "./plan-new-role.ts";
import type { Planned, Refusal } from "./planned.ts";
import type { Step } from "./step.ts";
import { chooseTrustForm } from "./trust-form.ts";

export type { GrantFacts, GrantWishes } from "./grant-facts.ts";

export function planGrant(facts: GrantFacts, wishes: GrantWishes): Planned {
  const { cluster, role, workload } = facts;
  const externalId = externalIdOf(facts, wishes);
  const refusal = refuse(facts, { ...wishes, externalId });
  if (refusal !== undefined) return refusal;
  const annotations = annotationSteps(facts, { ...wishes, externalId });
  if ("problem" in annotations) return annotations;
  const form = chooseTrustForm({ ...facts, trust: role.trust }, wishes);
  if (form.kind === "refused") return form;
  const wish: TrustWish = {
    externalId,
    form,
    tagSessions: wishes.sessionTags ?? findSessionTags(facts.proxies ?? []) !== undefined,
  };
  if (facts.isNewRole === true) return planNewRole(facts, wish, annotations);
  const trust = changeTrust(facts, wish);
  if (trust.kind === "refused") return trust;
  const full = refusePolicies(facts);
  if (full !== undefined) return full;
  const owned = trust.kind === "unchanged" || wishes.overrideOwner === true ? undefined : refuseOwned(facts, wish);
  if (owned !== undefined) return owned;
  const steps: readonly Step[] = [
    ...newPolicySteps(facts),
    ...attachSteps(facts),
    ...(trust.kind === "unchanged" ? [] : [trust]),
  ];
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `grant ${workload.namespace}/${printWorkload(workload)} the role ${role.arn}`,
      cluster: cluster.name,
      broadens: steps.length > 0,
      steps: [...steps, ...annotations],
      notes: grantNotes(facts, wish, trust.kind === "unchanged" ? role.trust : trust.after),
    },
  };
}

/** What the pods send already stays demanded: leaving the flag out must not take the condition away. */
export function externalIdOf({ workload }: Pick<GrantFacts, "workload">, wishes: GrantWishes): string | undefined {
  return wishes.externalId ?? (workload.templateAnnotations[annotationKeys.externalId] || undefined);
}

/** Paths that AWS keeps for itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
function refuse({ role, nodeRoles, workload }: GrantFacts, wishes: GrantWishes): Refusal | undefined {
  const { externalId, sessionName } = wishes;
  const { path, name } = roleParts(role.arn);
  if (path.startsWith("/aws-service-role/") || path.startsWith("/aws-reserved/")) {
    return {
      kind: "refused",
      problem: `${name} is under ${path}: AWS manages it and its trust policy cannot be changed`,
      hint: "Grant a role of your own: iamctl grant SERVICE ROLE",
    };
  }
  if (nodeRoles.length === 0) {
    return {
      kind: "refused",
      problem: "no node role is known, so there is nobody to admit",
      hint: "Name them: iamctl grant … --node-role ARN",
    };
  }
  if (nodeRoles.includes(role.arn)) {
    return {
      kind: "refused",
      problem: `${role.arn} is a role of the nodes themselves: granting it would give the pods what the proxy keeps from them`,
      hint: "Grant a role of the workload's own; to make one: iamctl grant SERVICE NAME --create-role",
    };
  }
  if (workload.hostNetwork) {
    return {
      kind: "refused",
      problem: `the pods of ${printWorkload(workload)} are on the node's network, where a role annotation is never honoured`,
      hint: "Run it without hostNetwork, or give the node role what it needs: iamctl nodes names the node roles.",
    };
  }
  if (externalId !== undefined && !isExternalId(externalId)) {
    return {
      kind: "refused",
      problem: `"${externalId}" is not an external id: STS takes 2 to 1224 letters, digits or _+=,.@:/-`,
      hint: "Give another one: iamctl grant … --external-id ID",
    };
  }
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  if (sessionName !== undefined && !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    return {
      kind: "refused",
      problem: `"${sessionName}" is not a session name: STS takes 2 to 64 letters, digits or _+=,.@-`,
      hint: "Give another one: iamctl grant … --session-name NAME",
    };
  }
  return undefined;
}
