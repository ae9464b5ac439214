// A snapshot as a versioned value that JSON can hold, and back: replayed it gives the same findings.
import { type RoleArn, parseRoleArn } from "../iam/arn.ts";
import type { PolicySource } from "../iam/evaluate.ts";
import { parsePolicy, printPolicy } from "../iam/policy-document.ts";
import type { RoleFacts, RoleLookup } from "./role-facts.ts";
import type { Snapshot } from "./snapshot.ts";

/** Grows when a member changes its meaning; an older file is then refused. */
export const snapshotVersion = 1;

/** Holds no secret: values of variables, keys and tokens were never kept. Each role stands in it once. */
export function encodeSnapshot(snapshot: Snapshot): object {
  const { roles, accountRoles, ...rest } = snapshot;
  const facts = new Set<RoleFacts>(accountRoles);
  for (const lookup of roles.values()) if (lookup.kind === "found") facts.add(lookup.facts);
  const list = [...facts];
  const indexOf = new Map(list.map((role, index) => [role, index]));
  return {
    version: snapshotVersion,
    kind: "Snapshot",
    ...rest,
    facts: list.map(encodeRole),
    roles: [...roles].map(([arn, lookup]) => [arn, lookup.kind === "found" ? indexOf.get(lookup.facts) : lookup]),
    ...(accountRoles !== undefined && { accountRoles: accountRoles.map((role) => indexOf.get(role)) }),
  };
}

export type DecodedSnapshot =
  | { readonly kind: "decoded"; readonly snapshot: Snapshot }
  | { readonly kind: "malformed"; readonly problem: string };

export function decodeSnapshot(value: unknown): DecodedSnapshot {
  try {
    return { kind: "decoded", snapshot: decode(value) };
  } catch (error) {
    // Whatever is not as it was written: a member that is missing, or of another kind.
    if (error instanceof Malformed || error instanceof TypeError) return { kind: "malformed", problem: error.message };
    throw error;
  }
}

class Malformed extends Error {}

type Members = Readonly<Record<string, unknown>>;

function decode(value: unknown): Snapshot {
  const { version, kind, facts, roles, accountRoles, ...rest } = asMembers(value, "the file");
  if (kind !== "Snapshot") throw new Malformed("it is no snapshot of iamctl");
  if (version !== snapshotVersion)
    throw new Malformed(`it is of version ${String(version)}, this is ${snapshotVersion}`);
  const missing = lists.find((name) => !Array.isArray(rest[name]));
  if (missing !== undefined) throw new Malformed(`it has no list "${missing}"`);
  asMembers(rest["cluster"], "cluster");
  asMembers(asMembers(rest["settings"], "settings")["base"], "settings.base");
  const read = asList(facts, "facts").map((fact) => decodeRole(asMembers(fact, "facts")));
  const at = (index: unknown): RoleFacts =>
    read[Number(index)] ?? fail(`it names role ${String(index)}, which it does not hold`);
  const lookups = asList(roles, "roles").map((pair): [RoleArn, RoleLookup] => {
    const [arn, lookup] = asList(pair, "roles");
    const role = parseRoleArn(String(arn)) ?? fail(`"${String(arn)}" is not the ARN of a role`);
    return [role, typeof lookup === "number" ? { kind: "found", facts: at(lookup) } : decodeLookup(lookup)];
  });
  return {
    ...(rest as unknown as Snapshot),
    roles: new Map(lookups),
    ...(accountRoles !== undefined && { accountRoles: asList(accountRoles, "accountRoles").map(at) }),
  };
}

const lists = ["nodes", "nodeRoles", "namespaces", "workloads", "pods", "coverage", "nodesUnread"];

function decodeLookup(value: unknown): RoleLookup {
  const { kind, call, problem, remedy } = asMembers(value, "roles");
  if (kind === "absent") return { kind };
  const told = typeof remedy === "string" ? { remedy } : {};
  return { kind: "unreadable", call: String(call), problem: String(problem), ...told };
}

function encodeRole({ policies, boundary, ...rest }: RoleFacts): object {
  return {
    ...rest,
    policies: policies.map(encodeSource),
    ...(boundary !== undefined && { boundary: encodeSource(boundary) }),
  };
}

function encodeSource({ name, document }: PolicySource): object {
  return { name, document: printPolicy(document) };
}

function decodeRole(value: Members): RoleFacts {
  const { arn, policies, boundary, ...rest } = value;
  return {
    ...(rest as unknown as Omit<RoleFacts, "arn" | "policies" | "boundary">),
    arn: parseRoleArn(String(arn)) ?? fail(`"${String(arn)}" is not the ARN of a role`),
    policies: asList(policies, "policies").map(decodeSource),
    boundary: boundary === undefined ? undefined : decodeSource(boundary),
  };
}

function decodeSource(value: unknown): PolicySource {
  const { name, document } = asMembers(value, "policies");
  const parsed = parsePolicy(String(document));
  return parsed.kind === "parsed" ? { name: String(name), document: parsed.document } : fail(parsed.problem);
}

function asMembers(value: unknown, name: string): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : fail(`${name} is no object`);
}

function asList(value: unknown, name: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`it has no list "${name}"`);
}

function fail(problem: string): never {
  throw new Malformed(problem);
}
