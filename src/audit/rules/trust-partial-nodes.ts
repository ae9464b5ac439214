// Rule T02 trust-partial-nodes: the role works on some nodes, or on none.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustPartialNodes: Rule = {
  id: "T02",
  name: "trust-partial-nodes",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the trust policy does not admit every node role",
  explanation:
    "A pod may be scheduled on any node its selector admits. A role that trusts only some of the node roles works until the pod moves.",
  remedy: "Admit every node role in the trust policy: iamctl grant.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"],
  find: (judged) => hitsWhereBroken(judged, ["trust-lacks-some-node-roles"]),
};
