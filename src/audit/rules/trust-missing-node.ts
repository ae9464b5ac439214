// Rule T01 trust-missing-node: a role that no node can assume.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustMissingNode: Rule = {
  id: "T01",
  name: "trust-missing-node",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the trust policy admits no node role",
  explanation:
    "The proxy asks STS for the role with the node's own credentials, so the role's trust policy must name the node role (or its account). Roles made for EC2 or for a service account do not.",
  remedy: "Admit every node role in the trust policy: iamctl grant.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"],
  find: (judged) => hitsWhereBroken(judged, ["trust-lacks-node-role", "trust-malformed"]),
};
