// Rule W08 cross-account-role: a role of another account, which needs the consent of both.
import { foundRole } from "../../access/found-role.ts";
import { unknownAccount } from "../../access/snapshot.ts";
import { type RoleArn, roleParts } from "../../iam/arn.ts";
import { makePolicy } from "../../iam/policy-document.ts";
import { trustedBy } from "../../iam/trusted-by.ts";
import { type Judged, type Rule, type RuleHit, subjectOf } from "../rule.ts";

export const crossAccountRole: Rule = {
  id: "W08",
  name: "cross-account-role",
  severity: "info",
  confidence: "high",
  reads: ["workloads", "node-roles"],
  title: "the role is in another account",
  explanation:
    "Across accounts the trust policy is not enough: the node role's own policies must allow sts:AssumeRole on the role, too. Whether the other account trusts the node roles can be seen only with its own credentials. Of an account that .iamctl.yaml names under accounts, only a missing right to assume the role is told.",
  remedy: "See in the other account that the role trusts every node role.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
  ],
  find: (judged) =>
    judged.workloads.flatMap(({ workload, access: { role } }): readonly RuleHit[] => {
      const { account } = judged.snapshot.cluster;
      if (role === undefined || account === unknownAccount || roleParts(role).account === account) return [];
      const barred = judged.snapshot.nodeRoles.map(({ arn }) => arn).filter((arn) => !mayAsk(arn, role, judged));
      if (barred.length === 0) {
        // What the house knows of it knows, too.
        if (judged.knownAccounts.has(roleParts(role).account)) return [];
        return [{ subject: subjectOf(workload), message: `${role} is foreign` }];
      }
      const names = barred.map((arn) => roleParts(arn).name).join(", ");
      return [
        {
          subject: subjectOf(workload),
          severity: "high",
          message: `${role} is foreign, and ${names} may not call sts:AssumeRole on it`,
          fix: { text: `Allow sts:AssumeRole on ${role} in the policies of every node role.` },
        },
      ];
    }),
};

const admitsEverybody = makePolicy({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
});

/** As if the other account consented; a node role that could not be read is not accused. */
function mayAsk(nodeRole: RoleArn, role: RoleArn, { snapshot }: Judged): boolean {
  const facts = foundRole(nodeRole, snapshot);
  return facts === undefined || trustedBy({ trust: admitsEverybody, nodeRole: facts, role }).kind !== "implicit-deny";
}
