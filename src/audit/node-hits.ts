// Findings on nodes, told once for each node role: a cluster has few of them and many nodes.
import type { NodeRecord, Snapshot } from "../access/snapshot.ts";
import { roleSubject } from "./finding.ts";
import type { RuleHit } from "./rule.ts";
import { counted, someOf } from "../print-many.ts";

export interface NodeHitWords {
  /** `count`: "3 of 5 nodes". */
  readonly message: (count: string) => string;
  /** For one instance; shown for the first. */
  readonly command: (instance: string) => string;
}

export function hitsByNodeRole(
  { nodes, cluster }: Snapshot,
  isHit: (node: NodeRecord) => boolean,
  words: NodeHitWords,
): readonly RuleHit[] {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  return roles.flatMap((role): readonly RuleHit[] => {
    const own = nodes.filter((node) => node.role === role);
    const hit = own.filter(isHit);
    const [first] = hit;
    if (first === undefined) return [];
    const names = hit.map(({ name }) => name);
    const text =
      hit.length > 1
        ? "Do so for each of these instances, and in the launch template or node class that makes new ones."
        : "Set it in the launch template or node class that makes new ones, too.";
    return [
      {
        subject: role === undefined ? { kind: "Cluster", name: cluster.name } : roleSubject(role),
        message: words.message(`${hit.length} of ${counted(own.length, "node")} (${someOf(names, 10)})`),
        evidence: names.slice(0, 10),
        ...(first.instanceId !== undefined && { fix: { text, command: words.command(first.instanceId) } }),
      },
    ];
  });
}
