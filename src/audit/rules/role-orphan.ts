// Rule P12 role-orphan: a pod role that no workload uses.
import { indexOf } from "../../access/snapshot-index.ts";
import { unreadAccountRoles, unreadWorkloads } from "../../access/unread-list.ts";
import { roleParts } from "../../iam/arn.ts";
import { keysOf } from "../../pods/decide-role.ts";
import { admitsNode } from "../admits-node.ts";
import { roleSubject } from "../finding.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";

export const roleOrphan: Rule = {
  id: "P12",
  name: "role-orphan",
  severity: "low",
  confidence: "medium",
  reads: ["account-roles", "workloads", "pods", "service-accounts", "eks"],
  title: "the nodes may assume the role, but no workload uses it",
  explanation:
    "What nobody uses nobody watches: a role that was left behind is one more thing to take for whoever gets a node's credentials. It may be used by another cluster, or by jobs that are made when they are needed.",
  remedy: "Find out whether anybody still needs the role; if not, delete it.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials"],
  find: (judged) => {
    const { snapshot } = judged;
    if (snapshot.accountRoles === undefined) return [];
    // Its user may be among what was not read.
    if ((unreadWorkloads(snapshot) ?? unreadAccountRoles(snapshot)) !== undefined) return [];
    const worn = namesOnPods(judged);
    return judged.podRoles.flatMap((role): readonly RuleHit[] => {
      if (role.users.length > 0 || role.served || worn.has(roleParts(role.facts.arn).name)) return [];
      if (!admitsNode(role, judged)) return [];
      const power = indexOf(snapshot).adminLike(role.facts);
      return [
        {
          subject: roleSubject(role.facts.arn),
          message:
            power === undefined
              ? "no workload is annotated with it"
              : `no workload is annotated with it, and it ${power.why}`,
          ...(power !== undefined && { severity: "medium" as const }),
        },
      ];
    });
  },
};

/** The names of the roles that pods carry, which may be others than their templates'. */
function namesOnPods({ snapshot }: Judged): ReadonlySet<string> {
  const { role: key } = keysOf(snapshot.settings);
  return new Set(snapshot.pods.flatMap(({ annotations }) => annotations[key]?.split("/").at(-1) ?? []));
}
