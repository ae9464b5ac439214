// Rule W10 role-arn-differs: an annotation that means the right role, but not under its ARN.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleArnDiffers: Rule = {
  id: "W10",
  name: "role-arn-differs",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles"],
  title: "the annotation's path or letter case is not the role's",
  explanation:
    "IAM looks roles up by name whatever the case and path, STS compares whole ARNs: the role seems to exist and still cannot be assumed.",
  remedy: "Annotate with the role's own path and name, in its own letter case.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"],
  find: (judged) => hitsWhereBroken(judged, ["role-arn-differs"]),
};
