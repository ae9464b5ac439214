// Rule W15 unintercepted-node: an annotated workload that may run where no proxy stands before the metadata service.
import { indexOf } from "../../access/snapshot-index.ts";
import type { NodeRecord, Snapshot } from "../../access/snapshot.ts";
import { judgeInterception } from "../../nodes/judge-interception.ts";
import { mayRunOn } from "../../pods/scheduling.ts";
import { type Rule, type RuleHit, subjectOf } from "../rule.ts";
import { counted } from "../../print-many.ts";

export const uninterceptedNode: Rule = {
  id: "W15",
  name: "unintercepted-node",
  severity: "high",
  confidence: "medium",
  reads: ["workloads", "nodes", "daemon-sets"],
  title: "it may run on a node where its annotation is never honoured",
  explanation:
    "The annotation works through the proxy of the node that the pod runs on. On Fargate, on EKS Auto Mode, on Windows, and wherever the proxy's DaemonSet is kept off by a taint or a selector, the pod gets no credentials or the node's.",
  remedy: "Let the proxy tolerate those nodes' taints, keep the workload off them, or give its service account a role.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
  ],
  find: ({ snapshot, workloads }) => {
    const reasonOf = new Map(snapshot.nodes.map((node) => [node, whyNot(node, snapshot)]));
    // Thousands of templates admit the same nodes, which the index answers with the same list.
    const told = new Map<readonly NodeRecord[], Told | undefined>();
    return workloads.flatMap(({ workload, access: { role } }): readonly RuleHit[] => {
      if (role === undefined) return [];
      const nodes = indexOf(snapshot).admittedNodes(workload.template.scheduling);
      if (!told.has(nodes)) told.set(nodes, tell(nodes.flatMap((node) => reasonOf.get(node) ?? [])));
      const found = told.get(nodes);
      return found === undefined ? [] : [{ subject: subjectOf(workload), ...found }];
    });
  },
};

type Told = Pick<RuleHit, "message" | "evidence">;

function tell(where: readonly string[]): Told | undefined {
  if (where.length === 0) return undefined;
  const reasons = [...new Set(where)];
  return { message: `${counted(where.length, "node")}: ${reasons.join("; ")}`, evidence: reasons };
}

/** A control plane's taint keeps workloads off; who tolerates it knows why. */
function whyNot(node: NodeRecord, { proxies = [] }: Snapshot): string | undefined {
  if (node.kind === "control-plane") return undefined;
  const interception = judgeInterception(node);
  if (interception.verdict === "no") return interception.why;
  const kept = proxies.length > 0 && !proxies.some(({ scheduling }) => mayRunOn(node, scheduling));
  return kept ? "the proxy's DaemonSet is kept off by a taint or its node selector" : undefined;
}
