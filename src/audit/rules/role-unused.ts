// Rule P11 role-unused: a role that is granted and never called with.
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

const days = 90;
const inSeconds = days * 86_400;

export const roleUnused: Rule = {
  id: "P11",
  name: "role-unused",
  severity: "low",
  confidence: "medium",
  reads: ["account-roles"],
  title: `the role was not used for ${days} days`,
  explanation:
    "IAM tells when a role was last used, with a delay of hours, for 400 days. A role that no program has called with for so long is probably not needed by the workload that is annotated with it.",
  remedy: "Find out whether the program still calls AWS; if not, revoke the role: iamctl revoke.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html",
  ],
  find: ({ snapshot, podRoles, workloads }) => {
    // A role that its workloads cannot have is unused for a reason that other rules tell.
    const within = new Set(
      workloads.filter(({ access }) => access.obstacle === undefined).map(({ access }) => access.role),
    );
    return podRoles.flatMap(({ facts, served }): readonly RuleHit[] => {
      const { created, lastUsed } = facts;
      if ((!within.has(facts.arn) && !served) || lastUsed === undefined || created === undefined) return [];
      // A new role has had no time.
      if (snapshot.takenAt - created < inSeconds) return [];
      if (lastUsed === "never") return [{ subject: roleSubject(facts.arn), message: "it was never used" }];
      const idle = Math.floor((snapshot.takenAt - lastUsed) / 86_400);
      if (idle < days) return [];
      return [{ subject: roleSubject(facts.arn), message: `it was last used ${idle} days ago` }];
    });
  },
};
