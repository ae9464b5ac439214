// Makes of everything that was read the node roles, what the sources disagree in, and what may be missing.
import type { Unread } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import { findDisagreements } from "./find-disagreements.ts";
import { type Coverage, findGaps } from "./find-gaps.ts";
import { gatherNodeRoles, type NodeRole, type PlacedNode, type ResolvedSource } from "./gather-node-roles.ts";
import type { InstanceFacts, NodeSource, ResolvedPointer, RolePointer } from "./node-source.ts";

export interface ReadFacts<Node extends UnplacedNode> {
  readonly nodes: readonly Node[];
  readonly instances: ReadonlyMap<string, InstanceFacts>;
  /** Groups, profiles and classes that make nodes. */
  readonly makers: readonly NodeSource[];
  /** Entries of the lists that let nodes into an EKS cluster. */
  readonly admissions: readonly NodeSource[];
  readonly resolve: (pointer: RolePointer) => ResolvedPointer;
  readonly coverage: Omit<Coverage, "pointers">;
}

export interface UnplacedNode extends PlacedNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface AssembledDiscovery<Node> {
  readonly nodes: readonly Node[];
  readonly nodeRoles: readonly NodeRole[];
  readonly otherRoles: readonly NodeRole[];
  readonly disagreements: readonly string[];
  readonly gaps: readonly Unread[];
  /** Of the roles and profiles that sources name. */
  readonly unread: readonly Unread[];
}

export function assembleDiscovery<Node extends UnplacedNode>(facts: ReadFacts<Node>): AssembledDiscovery<Node> {
  const { makers, admissions, resolve } = facts;
  const resolved = resolveAll([...makers, ...admissions], resolve);
  const placed = facts.nodes.map((node) => place(node, resolved.sources, facts));
  const roles = gatherNodeRoles(resolved.sources, placed);
  const admitted = resolveAll(admissions, resolve).sources.map(({ role }) => role);
  const profiles = profileRefusals(facts);
  const coverage = {
    ...facts.coverage,
    instances: [...facts.coverage.instances, ...profiles],
    pointers: resolved.unread,
  };
  return {
    nodes: placed,
    nodeRoles: roles.filter(({ interception }) => interception.verdict !== "no"),
    otherRoles: roles.filter(({ interception }) => interception.verdict === "no"),
    disagreements: findDisagreements({
      nodes: placed.map((node) => ({ ...node, declaredBy: makerOf(node) })),
      sources: resolved.sources,
      dangling: resolved.dangling,
      admitted: coverage.access.length === 0 ? admitted : undefined,
    }),
    gaps: findGaps({ coverage, placed, admitted }),
    unread: distinct([...resolved.unread, ...profiles]),
  };
}

/** The instance tells best; where it was refused, the group or class that the node's label names stands in. */
function place<Node extends UnplacedNode>(
  node: Node,
  sources: readonly ResolvedSource[],
  facts: ReadFacts<Node>,
): Node {
  const instance = facts.instances.get(node.instanceId ?? "");
  const maker = makerOf(node);
  const declared = sources.find(({ name }) => name === maker)?.role;
  return { ...node, role: roleOfInstance(instance, facts.resolve) ?? declared, metadata: instance?.metadata };
}

function roleOfInstance(
  instance: InstanceFacts | undefined,
  resolve: (pointer: RolePointer) => ResolvedPointer,
): RoleArn | undefined {
  if (instance?.profile === undefined) return undefined;
  const found = resolve({ kind: "instance-profile", name: instance.profile });
  return found.kind === "found" ? found.role : undefined;
}

/** The name of the source that made a node, by the label it left. */
function makerOf({ labels }: UnplacedNode): string | undefined {
  for (const [label, source] of [
    ["eks.amazonaws.com/nodegroup", "node group"],
    ["karpenter.k8s.aws/ec2nodeclass", "EC2NodeClass"],
    ["eks.amazonaws.com/nodeclass", "NodeClass"],
  ] as const) {
    if (labels[label] !== undefined) return `${source} ${labels[label]}`;
  }
  return undefined;
}

function resolveAll(sources: readonly NodeSource[], resolve: (pointer: RolePointer) => ResolvedPointer) {
  const found: ResolvedSource[] = [];
  const unread: Unread[] = [];
  const dangling: { source: string; names: string }[] = [];
  for (const source of sources) {
    const { pointer, name } = source;
    const resolved = resolve(pointer);
    if (resolved.kind === "found") found.push({ ...source, role: resolved.role });
    else if (resolved.kind === "unreadable") unread.push(resolved.refusal);
    else if (pointer.kind !== "role") dangling.push({ source: name, names: namesOf(pointer) });
  }
  return { sources: found, unread: distinct(unread), dangling };
}

function namesOf(pointer: Exclude<RolePointer, { kind: "role" }>): string {
  return pointer.kind === "role-name" ? `the role ${pointer.name}` : `the instance profile ${pointer.name}`;
}

function profileRefusals({ instances, resolve }: Pick<ReadFacts<UnplacedNode>, "instances" | "resolve">) {
  const profiles = [...new Set([...instances.values()].flatMap(({ profile }) => profile ?? []))];
  return profiles.flatMap((name) => {
    const resolved = resolve({ kind: "instance-profile", name });
    return resolved.kind === "unreadable" ? [resolved.refusal] : [];
  });
}

function distinct(unread: readonly Unread[]): readonly Unread[] {
  return unread.filter(
    ({ call, subject }, at) => unread.findIndex((other) => other.call === call && other.subject === subject) === at,
  );
}
