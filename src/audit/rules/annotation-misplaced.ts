// Rule annotation-misplaced: the annotation stands where no pod will ever carry it.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const annotationMisplaced: Rule = {
  id: "annotation-misplaced",
  severity: "high",
  confidence: "high",
  title: "the role annotation is not on the pod template",
  explanation:
    "Kubernetes copies annotations to pods from the pod template only; on the workload itself they change nothing, and the pods keep the node's role or none.",
  find: (judged) => hitsWhereBroken(judged, ["annotation-misplaced"]),
};
