// Rule W26 namespace-forbids: the role is not on its namespace's list.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const namespaceForbids: Rule = {
  id: "W26",
  name: "namespace-forbids",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "namespaces"],
  title: "the namespace does not allow this role",
  explanation: "With namespace restrictions on, the proxy hands out only the roles that the namespace lists.",
  remedy: "Add the role to the namespace's list, or annotate a role that is on it.",
  references: ["https://github.com/jtblin/kube2iam#namespace-restrictions"],
  find: (judged) => hitsWhereBroken(judged, ["namespace-forbids"]),
};
