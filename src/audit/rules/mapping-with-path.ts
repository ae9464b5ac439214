// Rule C01 mapping-with-path: a role in aws-auth with its path, which matches nobody.
import type { Rule } from "../rule.ts";
import { agreeing, someOf } from "../../print-many.ts";

export const mappingWithPath: Rule = {
  id: "C01",
  name: "mapping-with-path",
  severity: "high",
  confidence: "medium",
  reads: ["aws-auth"],
  title: "a mapping in aws-auth names a role with its path",
  explanation:
    "The ARN of a role's session carries no path, and the cluster compares mappings with that: an entry with a path lets nobody in.",
  remedy: "Write the role's ARN without its path, or use an access entry.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting_iam.html"],
  find: ({ snapshot: { roleMappings = [] } }) => {
    const wrong = roleMappings.filter(({ roleArn }) => /:role\/.+\//.test(roleArn)).map(({ roleArn }) => roleArn);
    if (wrong.length === 0) return [];
    const subject = { kind: "ConfigMap", namespace: "kube-system", name: "aws-auth" };
    return [
      {
        subject,
        message: `${someOf(wrong, 10)} ${agreeing(wrong.length, "stands", "stand")} there with a path`,
        evidence: wrong,
      },
    ];
  },
};
