// Judges once what many rules ask: every workload's chain, and which roles are there for pods.
import { foundNodeRoles, foundRole } from "../access/found-role.ts";
import { groupBy } from "../access/group-by.ts";
import { judgeAccess } from "../access/judge-access.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import { indexOf } from "../access/snapshot-index.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { subjectOfWorkload } from "../access/subject.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { PolicyDocument } from "../iam/policy-document.ts";
import { isUnderPrefix } from "../iam/role-prefix.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { keysOf } from "../pods/decide-role.ts";
import { serviceAccountKeys } from "../pods/identity-annotations.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { Judged, PodRole } from "./rule.ts";

/** `knownAccounts`: other accounts of the house. */
export function judgeSnapshot(snapshot: Snapshot, knownAccounts: readonly string[] = []): Judged {
  const workloads = snapshot.workloads.map((workload) => ({
    workload,
    access: judgeAccess(subjectOfWorkload(workload), snapshot),
  }));
  return {
    snapshot,
    workloads,
    podRoles: findPodRoles(snapshot),
    rolesOfNodes: foundNodeRoles(snapshot).map((facts) => ({ facts, trust: trustOf(facts, snapshot) })),
    knownAccounts: new Set(knownAccounts),
  };
}

/** Roles that a workload, a service account or an association names, and those under the prefix; node roles are none. */
function findPodRoles(snapshot: Snapshot): readonly PodRole[] {
  const users = groupBy(snapshot.workloads, (workload) => claimedRole(workload, snapshot));
  const served = new Set<string>([
    ...(snapshot.serviceAccounts ?? []).flatMap(({ annotations }) => annotations[serviceAccountKeys.roleArn] ?? []),
    ...(snapshot.eks?.associations ?? []).map(({ role }) => role),
    ...defaultRole(snapshot),
  ]);
  const nodeRoles = new Set<RoleArn>(snapshot.nodeRoles.map(({ arn }) => arn));
  const found = new Map<RoleArn, RoleFacts>();
  for (const lookup of snapshot.roles.values()) if (lookup.kind === "found") found.set(lookup.facts.arn, lookup.facts);
  return [...found.values()].flatMap((facts): PodRole[] => {
    const { arn } = facts;
    const known = users.has(arn) || served.has(arn) || isUnderPrefix(arn, snapshot.prefix);
    if (nodeRoles.has(arn) || !known) return [];
    return [
      {
        facts,
        trust: trustOf(facts, snapshot),
        users: users.get(arn) ?? [],
        served: served.has(arn),
      },
    ];
  });
}

function trustOf({ trust: text }: RoleFacts, snapshot: Snapshot): PolicyDocument | undefined {
  const trust = indexOf(snapshot).trust(text);
  return trust.kind === "parsed" ? trust.document : undefined;
}

/** The role that an annotation means, wherever it stands and whether or not the pod can have it. */
export function claimedRole(
  { templateAnnotations, annotations }: WorkloadRecord,
  snapshot: Snapshot,
): RoleArn | undefined {
  const { role: key } = keysOf(snapshot.settings);
  const claim = templateAnnotations[key] ?? annotations[key];
  const resolved = claim === undefined ? undefined : resolveRoleReference(claim, snapshot.settings.base);
  if (resolved?.kind !== "resolved") return undefined;
  return foundRole(resolved.role, snapshot)?.arn;
}

function defaultRole({ settings: { defaultRole: name, base } }: Snapshot): readonly RoleArn[] {
  const resolved = name === undefined ? undefined : resolveRoleReference(name, base);
  return resolved?.kind === "resolved" ? [resolved.role] : [];
}
