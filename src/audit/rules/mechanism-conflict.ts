// Rule W17 mechanism-conflict: two ways to a role in one pod, of which the SDKs take only the first.
import { annotatedRole, associationOf } from "../../access/service-account-role.ts";
import { type Rule, type RuleHit, subjectOf } from "../rule.ts";

export const mechanismConflict: Rule = {
  id: "W17",
  name: "mechanism-conflict",
  severity: "medium",
  confidence: "high",
  reads: ["workloads", "service-accounts", "eks"],
  title: "its service account has a role, too, and the SDKs take that one",
  explanation:
    "The SDKs look into the environment before they ask the metadata service: with a token of its service account or EKS Pod Identity the pod never uses the annotated role. While workloads move from one mechanism to the other that is meant; with two different roles it seldom is.",
  remedy: "Decide for one: iamctl revoke takes the annotation back.",
  references: ["https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"],
  find: ({ snapshot, workloads }) =>
    workloads.flatMap(({ workload, access: { role } }): readonly RuleHit[] => {
      if (role === undefined) return [];
      // The container credentials of Pod Identity come before the token's.
      const other = associationOf(workload, snapshot)?.role ?? annotatedRole(workload, snapshot);
      if (other === undefined) return [];
      const same = other === role;
      return [
        {
          subject: subjectOf(workload),
          message: same
            ? `annotation and service account ${workload.serviceAccount} both name ${role}`
            : `annotated with ${role}, but service account ${workload.serviceAccount} has ${other}`,
          ...(same && { severity: "info" as const }),
        },
      ];
    }),
};
