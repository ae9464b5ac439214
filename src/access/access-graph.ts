// Who reaches what, as a graph: workloads, the roles they ask for, and the services those roles reach.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { adminLike } from "../iam/escalation.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";
import type { Access } from "./judge-access.ts";
import { reachOf, type Reach } from "./role-reach.ts";
import type { RoleLookup } from "./role-facts.ts";

export interface AccessGraph {
  readonly workloads: readonly WorkloadNode[];
  readonly roles: readonly RoleNode[];
  /** Service names; `*` is all of them. */
  readonly services: readonly string[];
  /** From a workload to the role it asks for. */
  readonly claims: readonly Claim[];
  /** From a role to what it reaches. */
  readonly grants: readonly (Reach & { readonly role: RoleArn })[];
}

export interface WorkloadNode {
  /** `shop/deployment/api`. */
  readonly id: string;
  readonly namespace: string;
  /** `deployment/api`. */
  readonly name: string;
  readonly pods: number;
}

export interface RoleNode {
  readonly arn: RoleArn;
  /** `pods/api`: with its path. */
  readonly name: string;
  readonly state: RoleLookup["kind"];
  /** Can do anything, or give itself the right to. */
  readonly admin: boolean;
}

export interface Claim {
  readonly workload: string;
  readonly role: RoleArn;
  readonly verdict: "holds" | "broken" | "conditional" | "unknown";
}

/** Workloads that ask for no role are left out: they reach nothing of their own. */
export function accessGraph(
  accesses: readonly Access[],
  roles: ReadonlyMap<RoleArn, RoleLookup>,
  pods: readonly PodRecord[],
): AccessGraph {
  const podCounts = countPods(pods);
  const asking = accesses.flatMap(({ subject, role, obstacle }) => {
    if (role === undefined) return [];
    const { namespace } = subject.workload;
    const id = idOf(subject.workload);
    const verdict: Claim["verdict"] = obstacle?.verdict.kind ?? "holds";
    const node = { id, namespace, name: printWorkload(subject.workload), pods: podCounts.get(id) ?? 0 };
    return [{ node, claim: { workload: id, role, verdict } }];
  });
  const claims = asking.map(({ claim }) => claim);
  const roleNodes = [...new Set(claims.map(({ role }) => role))].map((arn) => roleNode(arn, roles.get(arn)));
  const grants = roleNodes.flatMap(({ arn }) => {
    const lookup = roles.get(arn);
    return lookup?.kind === "found" ? reachOf(lookup.facts).map((reach) => ({ ...reach, role: arn })) : [];
  });
  return {
    workloads: asking.map(({ node }) => node),
    roles: roleNodes,
    services: [...new Set(grants.map(({ service }) => service))].toSorted(),
    claims,
    grants,
  };
}

function countPods(pods: readonly PodRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { owner, namespace, name } of pods) {
    const id = idOf(owner ?? { kind: "Pod", namespace, name });
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function idOf(workload: WorkloadReference): string {
  return `${workload.namespace}/${printWorkload(workload)}`;
}

function roleNode(arn: RoleArn, lookup: RoleLookup | undefined): RoleNode {
  const { path, name } = roleParts(arn);
  const admin = lookup?.kind === "found" && adminLike(lookup.facts.policies, lookup.facts.boundary) !== undefined;
  return { arn, name: `${path.slice(1)}${name}`, state: lookup?.kind ?? "unreadable", admin };
}
