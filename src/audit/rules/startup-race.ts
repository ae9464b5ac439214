// Rule W16 startup-race: pods that may start on a node before its proxy does.
import type { Rule, RuleHit } from "../rule.ts";

export const startupRace: Rule = {
  id: "W16",
  name: "startup-race",
  severity: "medium",
  confidence: "low",
  reads: ["daemon-sets", "nodes"],
  title: "pods may start on a new node before the proxy does",
  explanation:
    "On a node that joins, all pods start together. Until the proxy has put its rule in place, they reach the node's own metadata service and hold the node's role. A startup taint that the proxy's side removes keeps them off; a system priority class lets the proxy go first.",
  remedy: "Give the DaemonSet the priority class system-node-critical, and new nodes a startup taint.",
  references: [
    "https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/",
    "https://karpenter.sh/docs/concepts/nodepools/#cilium-startup-taint",
  ],
  find: ({ snapshot }) =>
    (snapshot.proxies ?? [])
      .filter(({ priorityClass = "" }) => !priorityClass.startsWith("system-"))
      .map(({ namespace, name, priorityClass }): RuleHit => ({
        subject: { kind: "DaemonSet", namespace, name },
        message: priorityClass === undefined ? "it has no priority class" : `its priority class is ${priorityClass}`,
      })),
};
