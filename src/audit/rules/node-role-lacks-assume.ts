// Rule N01 node-role-lacks-assume: the trust is there, the node role's own permission is not.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const nodeRoleLacksAssume: Rule = {
  id: "N01",
  name: "node-role-lacks-assume",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the node role may not assume the role",
  explanation:
    "The trust policy leaves the decision to the account (or the role is in another account), so the node role needs an Allow of its own.",
  remedy: "Attach the prefix-limited assume policy to every node role: iamctl init.",
  references: ["https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"],
  find: (judged) => hitsWhereBroken(judged, ["node-role-may-not-assume"]),
};
