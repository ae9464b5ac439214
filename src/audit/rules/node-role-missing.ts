// Rule N13 node-role-missing: nodes without a role, from which no pod can become anything.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const nodeRoleMissing: Rule = {
  id: "N13",
  name: "node-role-missing",
  severity: "high",
  confidence: "medium",
  reads: ["workloads", "nodes", "node-roles"],
  title: "none of its nodes has a role in this account",
  explanation:
    "The proxy needs the node's own credentials to ask STS for the pod's role. Nodes without an instance profile have none; nodes of another account or Region look as if they had none.",
  remedy: "Give the nodes an instance profile, or see that profile and Region are those of the cluster's nodes.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html"],
  find: (judged) => hitsWhereBroken(judged, ["no-node-role"]),
};
