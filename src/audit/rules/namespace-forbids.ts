// Rule namespace-forbids: the role is not on its namespace's list.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const namespaceForbids: Rule = {
  id: "namespace-forbids",
  severity: "high",
  confidence: "high",
  title: "the namespace does not allow this role",
  explanation: "With namespace restrictions on, the proxy hands out only the roles that the namespace lists.",
  find: (judged) => hitsWhereBroken(judged, ["namespace-forbids"]),
};
