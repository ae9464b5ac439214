// Rule W06 role-outside-prefix: a pod's role that the prefix-limited assume policy does not cover.
import { isUnderPrefix, printPrefix } from "../../iam/role-prefix.ts";
import { type Rule, subjectOf } from "../rule.ts";

export const roleOutsidePrefix: Rule = {
  id: "W06",
  name: "role-outside-prefix",
  severity: "medium",
  confidence: "high",
  reads: ["workloads", "roles"],
  title: "the role is outside the prefix for pod roles",
  explanation:
    "The node roles' assume policy is limited to the prefix. A role outside it escapes that limit (its trust policy alone admits the nodes) and is easily mistaken for one that pods cannot reach.",
  remedy: "Move its permissions to a role under the prefix and grant that one.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names",
  ],
  find: ({ snapshot, workloads }) =>
    workloads.flatMap(({ workload, access: { role } }) => {
      const lookup = role === undefined ? undefined : snapshot.roles.get(role);
      // Under another ARN it is another finding.
      const exists = lookup?.kind === "found" && lookup.facts.arn === role;
      if (role === undefined || !exists || isUnderPrefix(role, snapshot.prefix)) return [];
      return {
        subject: subjectOf(workload),
        message: `${role} does not begin with the prefix ${snapshot.prefix}`,
        fix: { text: `Move its permissions to a role under ${printPrefix(snapshot.prefix)} and grant that one.` },
      };
    }),
};
