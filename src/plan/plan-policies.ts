// Plans the policies that a granted role is wished to have: those it has already need nothing.
import type { GrantFacts } from "./grant-facts.ts";
import type { Refusal } from "./planned.ts";
import type { Step } from "./step.ts";

export function newPolicySteps({ belongings }: GrantFacts): readonly Step[] {
  return belongings?.newPolicies.map((policy): Step => ({ kind: "create-policy", policy })) ?? [];
}

export function attachSteps({ role, belongings }: GrantFacts): readonly Step[] {
  const lacking = belongings?.policyArns.filter((policyArn) => !role.attachedPolicyArns.includes(policyArn)) ?? [];
  return lacking.map((policyArn): Step => ({ kind: "attach-policy", role: role.arn, policyArn }));
}

export function refusePolicies(facts: GrantFacts): Refusal | undefined {
  const { role, belongings } = facts;
  const lacking = attachSteps(facts).length;
  const count = role.attachedPolicyArns.length + lacking;
  if (belongings === undefined || lacking === 0 || count <= belongings.attachedPoliciesQuota) return undefined;
  return {
    kind: "refused",
    problem: `with these policies the role ${role.arn} would have ${count} attached; the account's quota is ${belongings.attachedPoliciesQuota}`,
    hint: "Put what they say into fewer policies, or ask AWS to raise the quota AttachedPoliciesPerRole.",
  };
}
