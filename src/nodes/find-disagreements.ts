// Finds what the sources of node roles contradict each other in, as sentences for a person.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import type { PlacedNode, ResolvedSource } from "./gather-node-roles.ts";

export interface DisagreementFacts {
  readonly nodes: readonly (PlacedNode & { readonly name: string; readonly declaredBy: string | undefined })[];
  readonly sources: readonly ResolvedSource[];
  /** Sources that name a role or an instance profile which does not exist. */
  readonly dangling: readonly { readonly source: string; readonly names: string }[];
  /** Roles that aws-auth and access entries let in; `undefined` where not all of them could be read, or outside EKS. */
  readonly admitted: readonly RoleArn[] | undefined;
}

export function findDisagreements(facts: DisagreementFacts): readonly string[] {
  return [
    ...facts.dangling.map(({ source, names }) => `${source} names ${names}, which does not exist`),
    ...strangers(facts),
    ...roleless(facts),
    ...uninvited(facts),
  ];
}

/** A node says by its label which group it is of, and its instance has another role than the group. */
function strangers({ nodes, sources }: DisagreementFacts): readonly string[] {
  return nodes.flatMap(({ name, role, declaredBy }) => {
    const declared = sources.find((source) => source.name === declaredBy)?.role;
    if (declared === undefined || role === undefined || declared === role) return [];
    return [`node ${name} runs with ${nameOf(role)}, but ${declaredBy ?? ""} has ${nameOf(declared)}`];
  });
}

function roleless({ nodes }: DisagreementFacts): readonly string[] {
  const without = nodes.filter(
    ({ kind, role, metadata, instanceId }) =>
      instanceId !== undefined && role === undefined && metadata !== undefined && kind !== "auto",
  );
  return without.map(({ name }) => `node ${name} runs without a role that could be found: its pods can be given none`);
}

/** Every node of an EKS cluster joins through one of the two lists. */
function uninvited({ nodes, admitted }: DisagreementFacts): readonly string[] {
  if (admitted === undefined || admitted.length === 0) return [];
  const running = [...new Set(nodes.flatMap(({ role }) => role ?? []))];
  return running
    .filter((role) => !admitted.includes(role))
    .map((role) => `nodes run with ${nameOf(role)}, but neither aws-auth nor an access entry lets that role in`);
}

function nameOf(role: RoleArn): string {
  const { path, name } = roleParts(role);
  return `${path}${name}`.slice(1);
}
