// Rule node-role-lacks-assume: the trust is there, the node role's own permission is not.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const nodeRoleLacksAssume: Rule = {
  id: "node-role-lacks-assume",
  severity: "high",
  confidence: "high",
  title: "the node role may not assume the role",
  explanation:
    "The trust policy leaves the decision to the account (or the role is in another account), so the node role needs an Allow of its own.",
  find: (judged) => hitsWhereBroken(judged, ["node-role-may-not-assume"]),
};
