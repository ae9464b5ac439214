// Rule S07 irsa-annotation-on-pod: a service account's annotation on what is none.
import { quoteWord } from "../../access/grant-command.ts";
import { annotatedRole } from "../../access/service-account-role.ts";
import { unreadList } from "../../access/unread-list.ts";
import { serviceAccountKeys } from "../../pods/identity-annotations.ts";
import { type Rule, type RuleHit, subjectOf } from "../rule.ts";

export const irsaAnnotationOnPod: Rule = {
  id: "S07",
  name: "irsa-annotation-on-pod",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "service-accounts"],
  title: "the service account's annotation is on the workload",
  explanation: `The webhook reads ${serviceAccountKeys.roleArn} on service accounts only. On a Deployment, a pod template or a pod it changes nothing.`,
  remedy: "Move the annotation to the service account that the pods run with.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  find: ({ snapshot }) =>
    snapshot.workloads.flatMap((workload): readonly RuleHit[] => {
      const { annotations, templateAnnotations, namespace, serviceAccount } = workload;
      const key = serviceAccountKeys.roleArn;
      const role = templateAnnotations[key] ?? annotations[key];
      // Where the service account has it as well, it is only superfluous.
      if (role === undefined || annotatedRole(workload, snapshot) === role) return [];
      if (unreadList("serviceaccounts", snapshot) !== undefined) return [];
      return [
        {
          subject: subjectOf(workload),
          message: `${key} is read on service accounts only`,
          fix: {
            text: "Put it on the service account that the pods run with.",
            command: `kubectl annotate serviceaccount -n ${quoteWord(namespace)} ${quoteWord(serviceAccount)} ${quoteWord(`${key}=${role}`)}`,
          },
        },
      ];
    }),
};
