// Rule N04 node-admin: a node role that owns the account, and with it every pod that reaches the node's credentials.
import { indexOf } from "../../access/snapshot-index.ts";
import { foundNodeRoles } from "../../access/found-role.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const nodeAdmin: Rule = {
  id: "N04",
  name: "node-admin",
  severity: "critical",
  confidence: "high",
  reads: ["node-roles"],
  title: "the node role can do anything, or can give itself the right to",
  explanation:
    "Whoever escapes a container, shares the node's network or reaches the metadata service past the proxy holds the node role. It must not be able to take over the account.",
  remedy: "Leave the node role what a node needs: joining the cluster, pulling images, the pod network.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html"],
  find: ({ snapshot }) =>
    foundNodeRoles(snapshot).flatMap((facts): readonly RuleHit[] => {
      const power = indexOf(snapshot).adminLike(facts);
      if (power === undefined) return [];
      return [{ subject: roleSubject(facts.arn), message: `${power.why} (${power.statement.policy})` }];
    }),
};
