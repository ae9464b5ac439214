// Builders for the facts that judgements rest on: everything has a sensible default, a test names only what it is about.
import type { RoleFacts, RoleLookup } from "../../src/access/role-facts.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { parseRoleArn, type RoleArn } from "../../src/iam/arn.ts";
import { parsePolicy } from "../../src/iam/policy-document.ts";
import type { PolicySource } from "../../src/iam/evaluate.ts";
import type { NodeRole } from "../../src/nodes/gather-node-roles.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import type { WorkloadRecord } from "../../src/pods/workload-record.ts";

export const accountId = "111122223333";

export function arn(pathAndName: string, account = accountId): RoleArn {
  const role = parseRoleArn(`arn:aws:iam::${account}:role/${pathAndName}`);
  if (role === undefined) throw new Error(`not a role: ${pathAndName}`);
  return role;
}

export function policy(name: string, ...statements: object[]): PolicySource {
  const parsed = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  if (parsed.kind === "malformed") throw new Error(parsed.problem);
  return { name, document: parsed.document };
}

/** A trust policy that lets these principals assume the role. */
export function trusting(...principals: string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole" }],
  });
}

export function role(pathAndName: string, facts: Partial<RoleFacts> = {}): RoleFacts {
  return {
    arn: arn(pathAndName),
    id: `AROA${pathAndName.replaceAll(/\W/g, "").toUpperCase().padEnd(17, "X").slice(0, 17)}`,
    trust: trusting(`arn:aws:iam::${accountId}:role/node-a`),
    policies: [],
    attachedPolicyArns: [],
    boundary: undefined,
    maxSessionSeconds: 3600,
    tags: {},
    ...facts,
  };
}

export function workload(
  name: string,
  record: Partial<WorkloadRecord> & {
    readonly role?: string;
    readonly nodeSelector?: Readonly<Record<string, string>>;
  } = {},
): WorkloadRecord {
  const { role: claim, nodeSelector = {}, ...rest } = record;
  return {
    kind: "Deployment",
    namespace: "shop",
    name,
    uid: `uid-${name}`,
    annotations: {},
    templateAnnotations: claim === undefined ? {} : { [annotationKeys.role]: claim },
    templateLabels: { app: name },
    labels: {},
    serviceAccount: "default",
    hostNetwork: false,
    environmentNames: [],
    manager: undefined,
    template: { scheduling: { nodeSelector, tolerations: [] }, staticKeys: [] },
    ...rest,
  };
}

export interface World {
  readonly workloads?: readonly WorkloadRecord[];
  /** Node roles by name, each with one node named like it. */
  readonly nodeRoles?: readonly RoleFacts[];
  readonly roles?: readonly RoleFacts[];
  readonly lookups?: readonly (readonly [RoleArn, RoleLookup])[];
  readonly change?: Partial<Snapshot>;
}

export function snapshot(world: World = {}): Snapshot {
  const nodeRoles = world.nodeRoles ?? [role("node-a")];
  const found = [...nodeRoles, ...(world.roles ?? [])].map((facts): [RoleArn, RoleLookup] => [
    facts.arn,
    { kind: "found", facts },
  ]);
  return {
    cluster: { name: "harbor-prod", account: accountId, partition: "aws", region: "eu-west-1" },
    settings: {
      base: { partition: "aws", account: accountId, path: "/" },
      namespaceRestrictions: "off",
      sessionSeconds: 3600,
    },
    prefix: "/pods/",
    nodes: nodeRoles.map(({ arn: nodeRole }, index) => ({
      name: `node-${index}`,
      instanceId: `i-${index}`,
      labels: { pool: `pool-${index}` },
      kind: "managed" as const,
      windows: false,
      metadata: undefined,
      role: nodeRole,
    })),
    nodeRoles: nodeRoles.map((facts) => nodeRole(facts.arn)),
    namespaces: [{ name: "shop", annotations: {} }],
    workloads: world.workloads ?? [],
    pods: [],
    roles: new Map([...found, ...missing(world, found), ...(world.lookups ?? [])]),
    coverage: [],
    nodesUnread: [],
    takenAt: 1_790_000_000,
    ...world.change,
  };
}

export function nodeRole(role: RoleArn, more: Partial<NodeRole> = {}): NodeRole {
  const interception = { verdict: "yes", why: "Linux on EC2" } as const;
  return { arn: role, sources: ["test"], nodeCount: 1, kinds: ["managed"], interception, ...more };
}

/** Roles that a workload names and nobody made: proven absent, as a real snapshot would say. */
function missing(world: World, found: readonly [RoleArn, RoleLookup][]): [RoleArn, RoleLookup][] {
  const known = new Set(found.map(([name]) => name));
  return (world.workloads ?? [])
    .map(({ templateAnnotations }) => templateAnnotations[annotationKeys.role])
    .filter((claim) => claim !== undefined && /^[\w/-]+$/.test(claim))
    .map((claim) => arn(claim ?? ""))
    .filter((name) => !known.has(name))
    .map((name): [RoleArn, RoleLookup] => [name, { kind: "absent" }]);
}
