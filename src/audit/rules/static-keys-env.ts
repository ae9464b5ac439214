// Rule K01 static-keys-env: an access key written into a pod's environment.
import { type Rule, type RuleHit, subjectOf } from "../rule.ts";

export const staticKeysEnv: Rule = {
  id: "K01",
  name: "static-keys-env",
  severity: "critical",
  confidence: "high",
  reads: ["workloads"],
  title: "an AWS access key stands in its environment",
  explanation:
    "Everybody who may read the workload reads the key, and it works until somebody deletes it. The SDKs take keys from the environment first, so that the pod's own role is never used.",
  remedy: "Grant the workload a role, take the key out, and delete it in IAM.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
    "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
  ],
  find: ({ snapshot }) =>
    snapshot.workloads.flatMap((workload): readonly RuleHit[] => {
      const { staticKeys } = workload.template;
      if (staticKeys.length === 0) return [];
      const longLived = staticKeys.some((key) => key.longLived);
      const found = staticKeys.map(({ id, where }) => `${id} in ${where}`);
      return [
        {
          subject: subjectOf(workload),
          message: found.join("; "),
          evidence: found,
          ...(!longLived && { severity: "high" as const }),
        },
      ];
    }),
};
