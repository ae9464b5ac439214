// Rule T17 condition-open: a chain that holds or not by something that cannot be seen from here.
import type { Rule, RuleHit } from "../rule.ts";
import { subjectOf } from "../rule.ts";

export const conditionOpen: Rule = {
  id: "T17",
  name: "condition-open",
  severity: "low",
  confidence: "low",
  reads: ["workloads", "roles", "node-roles"],
  title: "whether it can hold its role hangs on a condition that cannot be judged from here",
  explanation:
    "A statement decides by a value that only the call itself shows, such as its source address. Such a chain is neither a pass nor broken.",
  remedy: "See that the node's calls to STS are as the statement asks.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"],
  find: ({ workloads }) =>
    workloads.flatMap(({ workload, access: { obstacle } }): readonly RuleHit[] => {
      if (obstacle?.verdict.kind !== "conditional") return [];
      const { missing, explanation } = obstacle.verdict;
      const fix = { text: `See that the node's calls to STS are as the statement asks in ${missing.join(", ")}.` };
      return [{ subject: subjectOf(workload), message: explanation, fix }];
    }),
};
