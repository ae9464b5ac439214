// Rule R01 can-create-pods: who may create pods may hold the roles that pods can have.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canCreatePods: Rule = {
  id: "R01",
  name: "can-create-pods",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can start pods that hold AWS roles of others",
  explanation:
    "Whoever may create a pod, or anything that makes pods, chooses its service account and, under interception, its role annotation: the right to create is the right to hold those roles.",
  remedy: "Bind the right only where the roles of the namespace are the subject's own, and limit roles by namespace.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.createPods),
};
