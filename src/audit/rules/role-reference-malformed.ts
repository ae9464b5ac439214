// Rule W04 role-reference-malformed: an annotation value that cannot be a role or an external id.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleReferenceMalformed: Rule = {
  id: "W04",
  name: "role-reference-malformed",
  severity: "high",
  confidence: "high",
  reads: ["workloads"],
  title: "the annotation is not a role",
  explanation: "The value is neither a role name nor a role ARN, so the proxy can ask for nothing.",
  remedy: "Name the role by its name, its path and name, or its ARN.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"],
  find: (judged) => hitsWhereBroken(judged, ["malformed-role", "malformed-external-id"]),
};
