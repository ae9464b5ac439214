// Rule T11 trust-tagging-missing: the proxy tags every session, and the role may be assumed only without tags.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustTaggingMissing: Rule = {
  id: "T11",
  name: "trust-tagging-missing",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the role may be assumed, but not with the tags that the proxy sends",
  explanation:
    "With --session-tags the proxy tags every session it asks for. STS then wants sts:TagSession allowed besides sts:AssumeRole, by the trust policy and wherever the node role's own policies count, and refuses the whole call without it.",
  remedy: "Allow the node roles to tag sessions in the trust policy: iamctl grant --session-tags.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html"],
  find: (judged) => hitsWhereBroken(judged, ["trust-lacks-tagging", "node-role-may-not-tag"]),
};
