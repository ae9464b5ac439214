// Rule trust-condition-unmet: the right principal under a condition that the proxy cannot meet.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustConditionUnmet: Rule = {
  id: "trust-condition-unmet",
  severity: "high",
  confidence: "high",
  title: "the trust policy's conditions are not met",
  explanation:
    "The trust policy names the node role, but under a condition (an external id, a session name, a source) that the proxy's call does not fulfil.",
  find: (judged) => hitsWhereBroken(judged, ["condition-fails"]),
};
