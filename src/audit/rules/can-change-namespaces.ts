// Rule R07 can-change-namespaces: who may change namespaces may lift their limits.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canChangeNamespaces: Rule = {
  id: "R07",
  name: "can-change-namespaces",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can widen which roles a namespace may take",
  explanation:
    "Under interception with limits, the namespace's annotation says which roles its pods may hold. Whoever may change namespaces writes another list.",
  remedy: "Keep the right to change namespaces with those who decide about roles.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.changeNamespaces),
};
