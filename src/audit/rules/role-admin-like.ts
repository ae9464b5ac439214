// Rule role-admin-like: a pod's role that can take over the account.
import { adminLike } from "../../iam/escalation.ts";
import { printWorkload } from "../../pods/workload-record.ts";
import type { Rule } from "../rule.ts";

export const roleAdminLike: Rule = {
  id: "role-admin-like",
  severity: "critical",
  confidence: "high",
  title: "the role can do anything, or can give itself the right to",
  explanation:
    "Whoever can run code in a pod with this role owns the account. Few programs need it; those that do belong in an account of their own.",
  find: ({ snapshot, workloads }) =>
    [...snapshot.roles].flatMap(([arn, lookup]) => {
      const users = workloads.filter(({ access }) => access.role === arn).map(({ workload }) => workload);
      if (lookup.kind !== "found" || users.length === 0) return [];
      const power = adminLike(lookup.facts.policies, lookup.facts.boundary);
      if (power === undefined) return [];
      return {
        subject: { kind: "role", arn },
        detail: `${power.why} (${power.statement.policy}); used by ${users.map((user) => `${user.namespace}/${printWorkload(user)}`).join(", ")}`,
        fix: { text: "Give the role only the actions and resources its program uses." },
      };
    }),
};
