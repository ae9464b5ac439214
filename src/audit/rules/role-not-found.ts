// Rule W05 role-not-found: an annotation names a role that is not there.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleNotFound: Rule = {
  id: "W05",
  name: "role-not-found",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles"],
  title: "the role does not exist",
  explanation:
    "The proxy asks STS for a role that is not there, and the pod gets no credentials. Usually a typing error, or a role that was deleted.",
  remedy: "Create the role, or name the one that was meant.",
  references: ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html"],
  find: (judged) => hitsWhereBroken(judged, ["role-absent"]),
};
