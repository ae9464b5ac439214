// Rule role-not-found: an annotation names a role that is not there.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const roleNotFound: Rule = {
  id: "role-not-found",
  severity: "high",
  confidence: "high",
  title: "the role does not exist",
  explanation:
    "The proxy asks STS for a role that is not there, and the pod gets no credentials. Usually a typing error, or a role that was deleted.",
  find: (judged) => hitsWhereBroken(judged, ["role-absent"]),
};
