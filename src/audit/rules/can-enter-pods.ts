// Rule R04 can-enter-pods: who may enter pods holds their roles.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canEnterPods: Rule = {
  id: "R04",
  name: "can-enter-pods",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can run commands in pods that hold AWS roles",
  explanation:
    "A shell in a pod is the pod: whoever may exec, attach or add an ephemeral container asks for the credentials as the program would.",
  remedy: "Keep the right for emergencies, in a group of its own.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.enterPods),
};
