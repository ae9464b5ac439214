// Whether a metadata proxy answers a workload's pods: by no other way does the role that they may hold reach them.
import type { ProxyRecord } from "../pods/proxy-record.ts";
import { mayRunOn } from "../pods/scheduling.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { indexOf } from "./snapshot-index.ts";
import type { NodeRecord, Snapshot } from "./snapshot.ts";

/** `problem`: in a few words, for a column. */
export type Serving =
  | { readonly kind: "served" }
  | { readonly kind: "unserved" | "partly" | "unknown"; readonly problem: string };

export interface ServingFacts {
  readonly snapshot: Snapshot;
  /** Absent where the DaemonSets could not be read. */
  readonly proxies: readonly Pick<ProxyRecord, "scheduling" | "desired" | "ready">[] | undefined;
}

export function judgeServing(workload: WorkloadRecord, { snapshot, proxies }: ServingFacts): Serving {
  if (proxies === undefined) return { kind: "unknown", problem: "proxies were not read" };
  if (proxies.length === 0) return { kind: "unserved", problem: "no proxy" };
  const servable = new Set(servableNodes(snapshot));
  const nodes = nodesOf(workload, snapshot, servable);
  const bare = nodes.filter((node) => !servable.has(node) || !proxies.some((proxy) => isMeantFor(proxy, node)));
  if (bare.length > 0) return lacking(bare.length, nodes.length);
  const meant = proxies.filter((proxy) => nodes.length === 0 || nodes.some((node) => isMeantFor(proxy, node)));
  if (meant.every(({ ready }) => ready === 0)) return { kind: "unserved", problem: "no ready proxy" };
  const late = meant.find(({ desired, ready }) => ready < desired);
  if (late === undefined) return { kind: "served" };
  return { kind: "partly", problem: `proxy ready on ${late.ready} of ${late.desired} nodes` };
}

/** Nodes of EC2 that run Linux under a role that pods can be served with. */
export function servableNodes({ nodes, nodeRoles }: Pick<Snapshot, "nodes" | "nodeRoles">): readonly NodeRecord[] {
  const roles = new Set<NodeRecord["role"]>(nodeRoles.map(({ arn }) => arn));
  return nodes.filter(({ role, windows }) => !windows && roles.has(role));
}

function isMeantFor({ scheduling }: Pick<ProxyRecord, "scheduling">, node: NodeRecord): boolean {
  return mayRunOn(node, scheduling);
}

/** Where its pods are; of a workload without any, the servable nodes where they may come to be. */
function nodesOf(
  workload: WorkloadRecord,
  snapshot: Snapshot,
  servable: ReadonlySet<NodeRecord>,
): readonly NodeRecord[] {
  const { podsOf, admittedNodes } = indexOf(snapshot);
  const names = new Set(
    podsOf(workload).flatMap(({ node, terminating }) => (node === undefined || terminating ? [] : [node])),
  );
  return names.size > 0
    ? snapshot.nodes.filter(({ name }) => names.has(name))
    : admittedNodes(workload.template.scheduling).filter((node) => servable.has(node));
}

function lacking(bare: number, all: number): Serving {
  if (bare < all) return { kind: "partly", problem: `no proxy on ${bare} of its ${all} nodes` };
  return { kind: "unserved", problem: all === 1 ? "no proxy on its node" : "no proxy on its nodes" };
}
