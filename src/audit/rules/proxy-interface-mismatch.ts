// Rule M08 proxy-interface-mismatch: a redirect on an interface that no pod has.
import { matchesWildcard } from "../../iam/match-wildcard.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const proxyInterfaceMismatch: Rule = {
  id: "M08",
  name: "proxy-interface-mismatch",
  severity: "high",
  confidence: "medium",
  reads: ["daemon-sets"],
  title: "the proxy's rule does not match the pods' network interfaces",
  explanation:
    "The packet rule names the interface that pods' traffic comes in by, and each pod network calls it otherwise. With another name the rule never matches, and every pod reaches the node's own metadata service.",
  remedy: "Start the proxy with the interface of the pod network: eni+ for the VPC CNI, cali+, lxc+, cni0, weave.",
  references: ["https://github.com/jtblin/kube2iam#iptables"],
  find: ({ snapshot: { proxies = [], networks = [] } }) => {
    const found = interfaces.filter(([daemonSet]) => networks.includes(daemonSet));
    if (found.length === 0) return [];
    return proxies.flatMap(({ namespace, name, flags }): readonly RuleHit[] => {
      const pattern = flags["host-interface"] ?? (flags["iptables"] === "true" ? "docker0" : undefined);
      if (pattern === undefined || found.some(([, example]) => covers(pattern, example))) return [];
      const wanted = found.map(([daemonSet, example]) => `${daemonSet} calls them ${example}…`).join(", ");
      return [{ subject: { kind: "DaemonSet", namespace, name }, message: `the rule is for ${pattern}; ${wanted}` }];
    });
  },
};

/** A DaemonSet of each pod network, and how it calls a pod's interface on the node. */
const interfaces: readonly (readonly [daemonSet: string, example: string])[] = [
  ["aws-node", "eni"],
  ["calico-node", "cali"],
  ["cilium", "lxc"],
  ["kube-flannel-ds", "cni0"],
  ["weave-net", "weave"],
  ["kube-router", "kube-bridge"],
];

/** iptables' `+` at the end is any run of characters; a `!` before it means every other interface. */
function covers(pattern: string, example: string): boolean {
  const negated = pattern.startsWith("!");
  const glob = pattern.replace(/^!\s*/, "").replace(/\+$/, "*");
  return (matchesWildcard(glob, example) || matchesWildcard(glob, `${example}0`)) !== negated;
}
