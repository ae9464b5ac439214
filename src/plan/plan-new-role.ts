// Plans a grant of a role that is not there yet: it is made under the prefix, with its policies and its boundary.
import { roleParts } from "../iam/arn.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { newTrustPolicy, sidOfCluster, trustSize, type TrustWish } from "../iam/trust-policy.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { GrantFacts } from "./grant-facts.ts";
import { grantNotes } from "./grant-notes.ts";
import { attachSteps, newPolicySteps, refusePolicies } from "./plan-policies.ts";
import type { Planned, Refusal } from "./planned.ts";
import type { Step } from "./step.ts";

/** `annotations`: the steps that name the role to the workload. */
export function planNewRole(facts: GrantFacts, wish: TrustWish, annotations: readonly Step[]): Planned {
  const { cluster, nodeRoles, role, workload, belongings } = facts;
  const trust = newTrustPolicy(nodeRoles, { ...wish, sid: sidOfCluster(cluster) });
  const refusal = refuse(facts, trust) ?? refusePolicies(facts);
  if (refusal !== undefined) return refusal;
  const name = `${workload.namespace}/${printWorkload(workload)}`;
  return {
    kind: "planned",
    plan: {
      version: 1,
      title: `make the role ${role.arn} and grant it to ${name}`,
      cluster: cluster.name,
      broadens: true,
      steps: [
        ...newPolicySteps(facts),
        {
          kind: "create-role",
          newRole: {
            arn: role.arn,
            trust,
            description: `For the pods of ${printable(name)} in ${printable(cluster.name)}. Made by iamctl.`,
            tags: { "iamctl/cluster": cluster.name },
            ...(belongings?.boundary !== undefined && { boundary: belongings.boundary }),
          },
        },
        ...attachSteps(facts),
        ...annotations,
      ],
      notes: [
        ...(belongings === undefined || belongings.policyArns.length === 0 ? [withoutPolicy(facts)] : []),
        ...grantNotes(facts, wish, trust),
      ],
    },
  };
}

function refuse({ role, prefix, trustSizeQuota }: GrantFacts, trust: string): Refusal | undefined {
  if (!isUnderPrefix(role.arn, prefix)) {
    const { name } = roleParts(role.arn);
    return {
      kind: "refused",
      problem: `a new role for pods belongs under the prefix ${prefix}, and ${role.arn} is not`,
      hint: `Name it ${prefix.startsWith("/") ? name : `${prefix}${name}`}, or make it by other means and grant it then.`,
    };
  }
  const size = trustSize(trust);
  if (size > trustSizeQuota) {
    return {
      kind: "refused",
      problem: `the trust policy of the new role would have ${size} characters; the account's quota is ${trustSizeQuota}`,
      hint: "One pattern in place of many ARNs is shorter: --trust pattern --node-pattern NAME-*",
    };
  }
  return undefined;
}

function withoutPolicy({ role }: GrantFacts): string {
  return `${role.arn} will have no policy, so its pods may do nothing yet. Give it one with --policy, or later: aws iam put-role-policy`;
}

/** Descriptions take no other control characters, and 1,000 characters in all. */
function printable(text: string): string {
  return text.replaceAll(/[^ -~]/g, "?").slice(0, 300);
}
