// Rule S08 injected-before-change: pods that started before their service account got its role.
import { hasServiceAccountRole } from "../../access/service-account-role.ts";
import type { PodRecord } from "../../pods/pod-record.ts";
import { quoteWord } from "../../access/grant-command.ts";
import { printWorkload, type WorkloadReference } from "../../pods/workload-record.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { agreeing } from "../../print-many.ts";

export const injectedBeforeChange: Rule = {
  id: "S08",
  name: "injected-before-change",
  severity: "high",
  confidence: "medium",
  reads: ["pods", "service-accounts", "eks"],
  title: "its pods started before the service account had the role",
  explanation:
    "The webhook writes the role into a pod when it is made. A pod that was there before the service account was annotated or associated has none of it, and falls back to the node's role without a word.",
  remedy: "Replace the pods: kubectl rollout restart.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html"],
  find: ({ snapshot }) => {
    const bare = snapshot.pods.filter((pod) => isBare(pod) && hasServiceAccountRole(pod, snapshot));
    const owners = new Map(bare.map((pod) => [JSON.stringify(pod.owner ?? pod.name), pod]));
    return [...owners].map(([key, pod]): RuleHit => {
      const owner: WorkloadReference = pod.owner ?? { kind: "Pod", namespace: pod.namespace, name: pod.name };
      const count = bare.filter((one) => JSON.stringify(one.owner ?? one.name) === key).length;
      const who =
        pod.owner === undefined ? "it carries" : `${count} of its pods ${agreeing(count, "carries", "carry")}`;
      const restart = `kubectl rollout restart -n ${quoteWord(pod.namespace)} ${quoteWord(printWorkload(owner))}`;
      return {
        subject: { kind: owner.kind, namespace: pod.namespace, name: owner.name },
        message: `${who} nothing of the role of service account ${pod.serviceAccount}`,
        fix: pod.owner === undefined ? { text: "Make the pod anew." } : { text: "Replace the pods.", command: restart },
      };
    });
  },
};

/** Pods whose environment was not read say nothing. */
function isBare(pod: PodRecord): boolean {
  return (
    pod.created !== undefined &&
    pod.phase === "Running" &&
    !pod.terminating &&
    pod.skipsContainers !== true &&
    pod.credentialVariables === undefined
  );
}
