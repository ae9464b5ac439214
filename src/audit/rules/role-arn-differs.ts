// Rule role-arn-differs: an annotation that means the right role, but not under its ARN.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleArnDiffers: Rule = {
  id: "role-arn-differs",
  severity: "high",
  confidence: "high",
  title: "the annotation's path or letter case is not the role's",
  explanation:
    "IAM looks roles up by name whatever the case and path, STS compares whole ARNs: the role seems to exist and still cannot be assumed.",
  find: (judged) => hitsWhereBroken(judged, ["role-arn-differs"]),
};
