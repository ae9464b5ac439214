// Rule role-reference-malformed: an annotation value that cannot be a role or an external id.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleReferenceMalformed: Rule = {
  id: "role-reference-malformed",
  severity: "high",
  confidence: "high",
  title: "the annotation is not a role",
  explanation: "The value is neither a role name nor a role ARN, so the proxy can ask for nothing.",
  find: (judged) => hitsWhereBroken(judged, ["malformed-role", "malformed-external-id"]),
};
