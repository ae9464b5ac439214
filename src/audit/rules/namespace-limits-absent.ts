// Rule W21 namespace-limits-absent: a proxy that lets every namespace take every role.
import { restrictionsOf } from "../../access/proxy-settings.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { agreeing, counted } from "../../print-many.ts";

export const namespaceLimitsAbsent: Rule = {
  id: "W21",
  name: "namespace-limits-absent",
  severity: "medium",
  confidence: "high",
  reads: ["daemon-sets", "workloads"],
  title: "any namespace may take any role that the nodes may assume",
  explanation:
    "Whoever may create a pod anywhere in the cluster annotates it with the role of another team and gets its credentials. With restrictions on, each namespace lists the roles of its own.",
  remedy: "Start the proxy with --namespace-restrictions and list each namespace's roles in its annotation.",
  references: ["https://github.com/jtblin/kube2iam#namespace-restrictions"],
  find: ({ snapshot, workloads }) => {
    const tenants = new Set(
      workloads.filter(({ access }) => access.role !== undefined).map(({ workload }) => workload.namespace),
    );
    return (snapshot.proxies ?? [])
      .filter((proxy) => restrictionsOf(proxy) === "off")
      .map(({ namespace, name, program }): RuleHit => ({
        subject: { kind: "DaemonSet", namespace, name },
        // With one tenant there is nobody to take a role from.
        ...(tenants.size <= 1 && { severity: "low" }),
        message: `${program} runs without namespace restrictions; ${counted(tenants.size, "namespace")} ${agreeing(tenants.size, "uses", "use")} roles`,
      }));
  },
};
