// Rule M07 proxy-coverage: nodes on which no metadata proxy runs.
import { judgeInterception } from "../../nodes/judge-interception.ts";
import { mayRunOn } from "../../pods/scheduling.ts";
import type { Rule, RuleHit } from "../rule.ts";
import { counted } from "../../print-many.ts";

export const proxyCoverage: Rule = {
  id: "M07",
  name: "proxy-coverage",
  severity: "high",
  confidence: "high",
  reads: ["daemon-sets", "nodes"],
  title: "the metadata proxy does not run on every node",
  explanation:
    "On a node without the proxy pods get no credentials, or the node's own. Taints that the DaemonSet does not tolerate are the usual reason; a proxy that is not ready is another.",
  remedy: "Let the DaemonSet tolerate every taint, and see why its pods are not ready: kubectl rollout status.",
  references: ["https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations"],
  find: ({ snapshot }) =>
    (snapshot.proxies ?? []).flatMap(
      ({ namespace, name, scheduling, desired, ready, rollingOut }): readonly RuleHit[] => {
        const subject = { kind: "DaemonSet", namespace, name };
        const bare = snapshot.nodes
          .filter((node) => judgeInterception(node).verdict === "yes")
          .filter((node) => !mayRunOn(node, scheduling))
          .map((node) => node.name);
        const kept = `it is kept off ${bare.length} of ${counted(snapshot.nodes.length, "node")} by a taint or its node selector`;
        if (bare.length > 0) return [{ subject, message: kept, evidence: bare.slice(0, 10) }];
        // Counts are about to change while pods are replaced.
        if (rollingOut || ready >= desired) return [];
        return [{ subject, message: `${ready} of ${counted(desired, "pod")} ready` }];
      },
    ),
};
