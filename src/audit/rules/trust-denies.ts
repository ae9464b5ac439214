// Rule T09 trust-denies: an explicit Deny that no Allow can mend.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustDenies: Rule = {
  id: "T09",
  name: "trust-denies",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "roles", "node-roles"],
  title: "a Deny stands between the node role and the role",
  explanation: "An explicit Deny wins over every Allow, in the trust policy as in the node role's own policies.",
  remedy: "Remove or narrow the Deny statement.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"],
  find: (judged) => hitsWhereBroken(judged, ["trust-denies", "node-role-denied"]),
};
