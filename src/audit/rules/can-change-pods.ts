// Rule R02 can-change-pods: who may change pods may change their role.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canChangePods: Rule = {
  id: "R02",
  name: "can-change-pods",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can put another role on a pod that runs",
  explanation:
    "Under interception the proxy goes by the annotation that the pod carries now. Whoever may update or patch pods writes another role there, and the running program gets its credentials with the next request.",
  remedy: "Take the right away from whoever does not need it, and limit roles by namespace.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.changePods),
};
