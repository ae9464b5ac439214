// Rule trust-denies: an explicit Deny that no Allow can mend.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const trustDenies: Rule = {
  id: "trust-denies",
  severity: "high",
  confidence: "high",
  title: "a Deny stands between the node role and the role",
  explanation: "An explicit Deny wins over every Allow, in the trust policy as in the node role's own policies.",
  find: (judged) => hitsWhereBroken(judged, ["trust-denies", "node-role-denied"]),
};
