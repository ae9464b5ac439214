// Rule R03 can-change-controllers: who may change workloads may change whose role their pods hold.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canChangeControllers: Rule = {
  id: "R03",
  name: "can-change-controllers",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can change what pods are made from, and so their roles",
  explanation:
    "Whoever may update or patch a Deployment, or another maker of pods, changes the service account, the role annotation or the program of its pods.",
  remedy: "Bind the right only where the roles of the namespace are the subject's own, and limit roles by namespace.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.changeControllers),
};
