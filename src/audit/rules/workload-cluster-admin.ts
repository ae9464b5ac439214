// Rule C02 workload-cluster-admin: a pod's AWS role that is the cluster's administrator.
import { roleParts } from "../../iam/arn.ts";
import { roleSubject } from "../finding.ts";
import type { Judged, PodRole, Rule, RuleHit } from "../rule.ts";

export const workloadClusterAdmin: Rule = {
  id: "C02",
  name: "workload-cluster-admin",
  severity: "critical",
  confidence: "high",
  reads: ["aws-auth", "eks", "roles", "workloads"],
  title: "a pod's role is an administrator of the cluster",
  explanation:
    "The pod calls AWS with the role, and with the same role the API server: who takes over the pod owns the cluster, and with it every other pod's role.",
  remedy:
    "Give the role's entry only the groups that it needs; deployers belong outside the cluster that they deploy to.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"],
  find: (judged) =>
    judged.podRoles.flatMap((role): readonly RuleHit[] => {
      if (role.users.length === 0 && !role.served) return [];
      const way = wayIn(role, judged.snapshot);
      return way === undefined ? [] : [{ subject: roleSubject(role.facts.arn), message: way }];
    }),
};

function wayIn({ facts }: PodRole, { roleMappings = [], eks }: Judged["snapshot"]): string | undefined {
  const { partition, account, name } = roleParts(facts.arn);
  const plain = `arn:${partition}:iam::${account}:role/${name}`;
  const mapped = roleMappings.some(({ roleArn, groups }) => roleArn === plain && groups.includes("system:masters"));
  if (mapped) return "aws-auth maps it to system:masters";
  const entry = eks?.accessEntries.find(({ principal }) => principal === facts.arn);
  const policy = entry?.policies.find((arn) => /\/(?:AmazonEKSClusterAdminPolicy|AmazonEKSAdminPolicy)$/.test(arn));
  return policy === undefined ? undefined : `its access entry has ${policy.slice(policy.lastIndexOf("/") + 1)}`;
}
