// Says which refused readings may hide a node role, and which another source makes up for.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { PlacedNode } from "./gather-node-roles.ts";

/** What could be read of a cluster's node roles, in the order in which one source stands in for another. */
export interface Coverage {
  /** Refusals to say which cluster it is: without that nothing rests on proof. */
  readonly cluster: readonly Unread[];
  readonly nodes: readonly Unread[];
  /** Of instances and their profiles. */
  readonly instances: readonly Unread[];
  /** Of node groups, node classes, launch templates: they tell roles that have no node yet. */
  readonly groups: readonly Unread[];
  /** Of aws-auth and access entries: no node of an EKS cluster joins without one of them. */
  readonly access: readonly Unread[];
  /** Of the role or profile that a source names; the source tells nothing without it. */
  readonly pointers: readonly Unread[];
}

export interface GapFacts {
  readonly coverage: Coverage;
  readonly placed: readonly PlacedNode[];
  /** Roles that aws-auth and access entries let in, as far as they were read. */
  readonly admitted: readonly RoleArn[];
}

export function findGaps({ coverage, placed, admitted }: GapFacts): readonly Unread[] {
  const always = [...coverage.cluster, ...coverage.pointers];
  const running = placed.filter(({ kind }) => onEc2.has(kind));
  const listTellsAll =
    coverage.access.length === 0 &&
    admitted.length > 0 &&
    running.every(({ role }) => role === undefined || admitted.includes(role));
  if (listTellsAll) return always;
  const homeless = running.some(({ role }) => role === undefined);
  return [...always, ...coverage.nodes, ...(homeless ? coverage.instances : []), ...coverage.groups];
}

const onEc2: ReadonlySet<PlacedNode["kind"]> = new Set(["managed", "self-managed", "karpenter", "ec2"]);
