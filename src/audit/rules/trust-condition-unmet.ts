// Rule T08 trust-condition-unmet: the right principal under a condition that the proxy cannot meet.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustConditionUnmet: Rule = {
  id: "T08",
  name: "trust-condition-unmet",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the trust policy's conditions are not met",
  explanation:
    "The trust policy names the node role, but under a condition (an external id, a session name, a source) that the proxy's call does not fulfil.",
  remedy: "Compare the trust policy's conditions with what the proxy sends: role, external id, session name.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"],
  find: (judged) => hitsWhereBroken(judged, ["condition-fails"]),
};
