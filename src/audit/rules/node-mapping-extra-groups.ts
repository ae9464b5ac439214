// Rule C04 node-mapping-extra-groups: a node role that is more in the cluster than a node.
import { roleParts } from "../../iam/arn.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const nodeMappingExtraGroups: Rule = {
  id: "C04",
  name: "node-mapping-extra-groups",
  severity: "critical",
  confidence: "high",
  reads: ["aws-auth", "eks", "node-roles"],
  title: "the node role has rights in the cluster beyond a node's",
  explanation:
    "Every pod that reaches a node's credentials signs in to the API server as the node. In system:masters, or in a group that somebody bound to more, it is whatever that group is, without the limits that keep a node to its own pods.",
  remedy: "Leave node roles in system:bootstrappers and system:nodes only.",
  references: ["https://kubernetes.io/docs/reference/access-authn-authz/node/"],
  find: ({ snapshot: { roleMappings = [], eks, nodeRoles } }) =>
    nodeRoles.flatMap(({ arn }): readonly RuleHit[] => {
      const { name } = roleParts(arn);
      const groups = [
        ...roleMappings.filter(({ roleArn }) => roleArn.endsWith(`/${name}`)).flatMap((mapping) => mapping.groups),
        ...(eks?.accessEntries ?? [])
          .filter(({ principal }) => principal === arn)
          .flatMap((entry) => [...entry.groups, ...entry.policies]),
      ];
      const extra = [...new Set(groups)].filter((group) => !ofNodes.has(group));
      return extra.length === 0
        ? []
        : [{ subject: roleSubject(arn), message: `it is in ${extra.join(", ")}`, evidence: extra }];
    }),
};

/** Windows nodes also run kube-proxy under their own name; Fargate's have a group for theirs. */
const ofNodes: ReadonlySet<string> = new Set([
  "system:bootstrappers",
  "system:nodes",
  "eks:kube-proxy-windows",
  "system:node-proxier",
]);
