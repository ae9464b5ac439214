// Rule P01 role-admin-like: a pod's role that can take over the account.
import { groupBy } from "../../access/group-by.ts";
import { indexOf } from "../../access/snapshot-index.ts";
import { foundRole } from "../../access/found-role.ts";
import { printQualified } from "../../pods/find-workload.ts";
import { roleSubject } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { someOf } from "../../print-many.ts";

export const roleAdminLike: Rule = {
  id: "P01",
  name: "role-admin-like",
  severity: "critical",
  confidence: "high",
  reads: ["workloads", "roles"],
  title: "the role can do anything, or can give itself the right to",
  explanation:
    "Whoever can run code in a pod with this role owns the account. Few programs need it; those that do belong in an account of their own.",
  remedy: "Give the role only the actions and resources its program uses.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],
  find: ({ snapshot, workloads }) => {
    const users = groupBy(workloads, ({ access }) => access.role);
    return [...users].flatMap(([arn, own]) => {
      const facts = foundRole(arn, snapshot);
      const power = facts && indexOf(snapshot).adminLike(facts);
      if (power === undefined) return [];
      return {
        subject: roleSubject(arn),
        message: `${power.why} (${power.statement.policy}); used by ${someOf(
          own.map(({ workload }) => printQualified(workload)),
          5,
        )}`,
        fix: { text: "Give the role only the actions and resources its program uses." },
      };
    });
  },
};
