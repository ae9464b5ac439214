// Rule N02 node-role-assumes-beyond-prefix: a node role that may assume roles which are not meant for pods.
import { foundNodeRoles } from "../../access/found-role.ts";
import type { RoleFacts } from "../../access/role-facts.ts";
import { makeRoleArn, roleParts } from "../../iam/arn.ts";
import { makePolicy } from "../../iam/policy-document.ts";
import { isUnderPrefix, printPrefix } from "../../iam/role-prefix.ts";
import { trustedBy } from "../../iam/trust-policy.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { agreeing, someOf } from "../../print-many.ts";

export const nodeRoleAssumesBeyondPrefix: Rule = {
  id: "N02",
  name: "node-role-assumes-beyond-prefix",
  severity: "high",
  confidence: "high",
  reads: ["node-roles"],
  title: "the node role may assume roles that are not meant for pods",
  explanation:
    "Every role that trusts the account can be had by whoever holds the node role: one escaped container, or one pod that reaches the real metadata service.",
  remedy: "Limit sts:AssumeRole in the node role's policies to the roles under the prefix.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html"],
  find: ({ snapshot }) =>
    foundNodeRoles(snapshot).flatMap((facts): readonly RuleHit[] => {
      if (!mayAssumeAnything(facts, snapshot.prefix)) return [];
      const policies = policiesThatLet(facts, snapshot.prefix);
      const by = someOf(policies, 5);
      return [
        {
          subject: roleSubject(facts.arn),
          evidence: policies,
          message: `${by} ${agreeing(policies.length, "lets", "let")} it assume any role of the account that trusts the account`,
          fix: {
            text: `Limit sts:AssumeRole in ${by} to roles under ${printPrefix(snapshot.prefix)}, or remove ${agreeing(policies.length, "it", "them")}: iamctl init writes one that is.`,
          },
        },
      ];
    }),
};

/** Each that does so alone: to mend one of two would change nothing. */
function policiesThatLet(nodeRole: RoleFacts, prefix: string): readonly string[] {
  return nodeRole.policies
    .filter((policy) => mayAssumeAnything({ ...nodeRole, policies: [policy] }, prefix))
    .map(({ name }) => name);
}

/** Asks about a role that nobody has and that trusts the account: what is allowed for it is allowed for every such role. */
export function mayAssumeAnything(nodeRole: RoleFacts, prefix: string): boolean {
  const { partition, account } = roleParts(nodeRole.arn);
  const role = makeRoleArn({ partition, account, path: "/", name: "iamctl-asks-about-a-role-that-nobody-has" });
  if (isUnderPrefix(role, prefix)) return false;
  const trust = makePolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }],
  });
  return trustedBy({ trust, nodeRole, role }).kind === "allow";
}
