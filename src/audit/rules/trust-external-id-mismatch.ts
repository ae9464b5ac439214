// Rule T07 trust-external-id-mismatch: the trust policy asks for an external id that the pod does not send.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustExternalIdMismatch: Rule = {
  id: "T07",
  name: "trust-external-id-mismatch",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "the trust policy asks for an external id that the pod does not send",
  explanation:
    "The proxy sends the external id that the pod is annotated with, and none without the annotation. STS refuses whatever the trust policy's condition does not list.",
  remedy: "Annotate the pod template with the external id that the trust policy lists: iamctl grant --external-id.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts",
  ],
  find: (judged) => hitsWhereBroken(judged, ["external-id-differs"]),
};
