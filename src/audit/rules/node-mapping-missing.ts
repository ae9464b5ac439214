// Rule C03 node-mapping-missing: a node role that the cluster does not let in.
import { roleParts } from "../../iam/arn.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const nodeMappingMissing: Rule = {
  id: "C03",
  name: "node-mapping-missing",
  severity: "high",
  confidence: "medium",
  reads: ["aws-auth", "eks", "node-roles"],
  title: "nodes with this role cannot join the cluster",
  explanation:
    "A node signs in with its role. Without a mapping in aws-auth or an access entry of a node's kind it is turned away; nodes that run go on until their next sign-in.",
  remedy: "Create an access entry of type EC2_LINUX for the role: aws eks create-access-entry.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html"],
  find: ({ snapshot: { roleMappings, eks, nodeRoles } }) => {
    // Without both lists nothing may be concluded; outside EKS there is neither.
    if (roleMappings === undefined || eks === undefined) return [];
    if (roleMappings.length + eks.accessEntries.length === 0) return [];
    return nodeRoles.flatMap(({ arn }): readonly RuleHit[] => {
      const { name } = roleParts(arn);
      const mapped = roleMappings.some(
        ({ roleArn, groups }) => roleArn.endsWith(`/${name}`) && groups.includes("system:nodes"),
      );
      const entered = eks.accessEntries.some(({ principal, type }) => principal === arn && type !== "STANDARD");
      if (mapped || entered) return [];
      return [{ subject: roleSubject(arn), message: "neither aws-auth nor an access entry of a node's kind has it" }];
    });
  },
};
