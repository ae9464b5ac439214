// Rule W26 namespace-forbids: the role is not on its namespace's list.
import { hitsWhereBroken, type Rule, subjectOf } from "../rule.ts";

export const namespaceForbids: Rule = {
  id: "W26",
  name: "namespace-forbids",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "namespaces"],
  title: "the namespace does not allow this role",
  explanation:
    "With namespace restrictions on, the proxy hands out only the roles that the namespace lists. With --report-only it hands out others as well, and says what it would deny.",
  remedy: "Add the role to the namespace's list, or annotate a role that is on it.",
  references: ["https://github.com/jtblin/kube2iam#namespace-restrictions"],
  find: (judged) => [
    ...hitsWhereBroken(judged, ["namespace-forbids"]),
    ...judged.workloads.flatMap(({ workload, access: { objection } }) =>
      objection === undefined
        ? []
        : [
            {
              subject: subjectOf(workload),
              message: `${objection}: the proxy gives it all the same, as long as it runs with --report-only`,
              severity: "medium" as const,
            },
          ],
    ),
  ],
};
