// Rule P05 role-escalates: a pod's role that can get more than it was given.
import { indexOf } from "../../access/snapshot-index.ts";
import { findEscalations } from "../../iam/find-escalations.ts";
import { roleSubject } from "../finding.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";
import type { RoleArn } from "../../iam/arn.ts";

export const roleEscalates: Rule = {
  id: "P05",
  name: "role-escalates",
  severity: "critical",
  confidence: "medium",
  reads: ["roles", "account-roles"],
  title: "the role can give itself, or take, more than it was given",
  explanation:
    "Some actions, alone or together, lead to any permission: writing policies, passing a stronger role to a service that runs code, making keys for others. All policies of the role count together, less what a Deny or the boundary takes away.",
  remedy:
    "Take the actions away, or limit them to resources that lead nowhere (iam:PassRole with a list of roles and iam:PassedToService).",
  references: [
    "https://pathfinding.cloud",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  ],
  find: (judged) => {
    const { adminLike } = indexOf(judged.snapshot);
    const powerful = powerfulRoles(judged);
    return judged.podRoles.flatMap(({ facts, users, served }): readonly RuleHit[] => {
      if (users.length === 0 && !served) return [];
      // Who owns the account already escalates no further.
      if (adminLike(facts) !== undefined) return [];
      const combos = findEscalations({ ...facts, role: facts.arn, powerful });
      const [first] = combos;
      if (first === undefined) return [];
      const effects = [...new Set(combos.map(({ effect }) => effect))];
      return [
        {
          subject: roleSubject(facts.arn),
          message: `it can ${effects.slice(0, 3).join(", ")}${effects.length > 3 ? " and more" : ""} (${first.actions.join(" + ")})`,
          evidence: combos.map(({ id, actions }) => `${id}: ${actions.join(" + ")}`),
        },
      ];
    });
  },
};

function powerfulRoles({ snapshot }: Judged): readonly RoleArn[] {
  const { adminLike } = indexOf(snapshot);
  return (snapshot.accountRoles ?? []).filter((facts) => adminLike(facts) !== undefined).map(({ arn }) => arn);
}
