// Brings the sources of node roles together: one entry a role, with all that tells of it and whether pods there can be served.
import type { RoleArn } from "../iam/arn.ts";
import { type Interception, joinInterceptions, judgeInterception } from "./judge-interception.ts";
import type { MetadataOptions, NodeKind, NodeSource } from "./node-source.ts";

export interface NodeRole {
  readonly arn: RoleArn;
  /** Where it was seen, in words: "node group general", "instance profile of i-0abc…". */
  readonly sources: readonly string[];
  readonly nodeCount: number;
  readonly kinds: readonly NodeKind[];
  readonly interception: Interception;
}

/** A node as discovery leaves it: its kind, and what its instance told. */
export interface PlacedNode {
  readonly instanceId: string | undefined;
  readonly kind: NodeKind;
  readonly windows: boolean;
  readonly role: RoleArn | undefined;
  readonly metadata: MetadataOptions | undefined;
}

export interface ResolvedSource extends NodeSource {
  readonly role: RoleArn;
}

/** In the order first seen; declared sources first, then the nodes themselves. */
export function gatherNodeRoles(sources: readonly ResolvedSource[], nodes: readonly PlacedNode[]): readonly NodeRole[] {
  const roles = [...sources.map(({ role }) => role), ...nodes.flatMap(({ role }) => role ?? [])];
  return [...new Set(roles)].map((arn) => {
    const declared = sources.filter(({ role }) => role === arn);
    const running = nodes.filter(({ role }) => role === arn);
    const kinds = kindsOf([...running.map(({ kind }) => kind), ...declared.map(({ nodeKind }) => nodeKind)]);
    return {
      arn,
      sources: [...new Set([...declared.map(({ name }) => name), ...profilesOf(running)])],
      nodeCount: running.length,
      kinds,
      interception: interceptionOf(declared, running),
    };
  });
}

/** Many instances of one role are told as a number. */
function profilesOf(nodes: readonly PlacedNode[]): readonly string[] {
  const instances = nodes.flatMap(({ instanceId }) => instanceId ?? []);
  if (instances.length === 0) return [];
  return instances.length === 1
    ? [`instance profile of ${instances[0] ?? ""}`]
    : [`instance profiles of ${instances.length} nodes`];
}

/** What is only known to be EC2 adds nothing once a source says which kind. */
function kindsOf(kinds: readonly NodeKind[]): readonly NodeKind[] {
  const distinct = [...new Set(kinds)];
  return distinct.length > 1 ? distinct.filter((kind) => kind !== "ec2") : distinct;
}

/** Nodes that run tell more than what was declared: a list of who may join names the kind at best. */
function interceptionOf(declared: readonly ResolvedSource[], running: readonly PlacedNode[]): Interception {
  const specific = declared.filter(({ nodeKind }) => nodeKind !== "ec2");
  const traits =
    running.length > 0
      ? [...running, ...specific.map(({ nodeKind: kind, windows }) => ({ kind, windows }))]
      : (specific.length > 0 ? specific : declared).map(({ nodeKind: kind, windows, metadata }) => ({
          ...{ kind, windows, metadata },
        }));
  return joinInterceptions(traits.map(judgeInterception));
}
