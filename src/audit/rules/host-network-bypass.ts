// Rule W13 host-network-bypass: an annotated pod that the proxy cannot see.
import { annotationKeys } from "../../pods/annotations.ts";
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const hostNetworkBypass: Rule = {
  id: "W13",
  name: "host-network-bypass",
  severity: "high",
  confidence: "high",
  reads: ["workloads"],
  title: "the pod is on the node's network, where its role annotation is never honoured",
  explanation:
    "Traffic of a hostNetwork pod does not pass the interception rule: it reads the node role's credentials whatever its annotation says.",
  remedy: "Run it without hostNetwork, or give the node role what it needs and take the annotation away.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  find: (judged) =>
    hitsWhereBroken(judged, ["host-network"], ({ workload }) =>
      annotationKeys.role in workload.templateAnnotations ? {} : undefined,
    ),
};
