// Rule W02 annotation-misplaced: the annotation stands where no pod will ever carry it.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const annotationMisplaced: Rule = {
  id: "W02",
  name: "annotation-misplaced",
  severity: "high",
  confidence: "high",
  reads: ["workloads"],
  title: "the role annotation is not on the pod template",
  explanation:
    "Kubernetes copies annotations to pods from the pod template only; on the workload itself they change nothing, and the pods keep the node's role or none.",
  remedy: "Move the annotation to the pod template's metadata (a CronJob's: spec.jobTemplate.spec.template.metadata).",
  references: ["https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates"],
  find: (judged) => hitsWhereBroken(judged, ["annotation-misplaced"]),
};
