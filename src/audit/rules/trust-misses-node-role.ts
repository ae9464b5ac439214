// Rule trust-misses-node-role: the role works on some nodes, or on none.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustMissesNodeRole: Rule = {
  id: "trust-misses-node-role",
  severity: "high",
  confidence: "high",
  title: "the trust policy does not admit every node role",
  explanation:
    "A pod may be scheduled on any node its selector admits. A role that trusts only some of the node roles works until the pod moves.",
  find: (judged) => hitsWhereBroken(judged, ["trust-lacks-node-role", "trust-malformed", "no-node-role"]),
};
