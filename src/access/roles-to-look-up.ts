// Lists the roles that something in the cluster names: those that a judgement will ask for.
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { keysOf, type RoleSettings } from "../pods/decide-role.ts";
import { serviceAccountKeys } from "../pods/identity-annotations.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { ServiceAccountRecord } from "../pods/service-account-record.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import type { EksFacts } from "./account-facts.ts";

export interface RoleNames {
  readonly workloads: readonly WorkloadRecord[];
  readonly pods: readonly PodRecord[];
  readonly serviceAccounts?: readonly ServiceAccountRecord[] | undefined;
  readonly eks?: EksFacts | undefined;
  readonly settings: RoleSettings;
  readonly nodeRoles: readonly RoleArn[];
  /** A reference that a person asked about. */
  readonly asked?: string | undefined;
}

/** Each once, in the order first named. */
export function rolesToLookUp(names: RoleNames): readonly RoleArn[] {
  const { workloads, pods, serviceAccounts = [], eks, settings, nodeRoles, asked } = names;
  const { role: key } = keysOf(settings);
  const claims = [
    ...workloads.map(({ templateAnnotations }) => templateAnnotations[key]),
    ...pods.map(({ annotations }) => annotations[key]),
    settings.defaultRole,
    asked,
  ];
  const claimed = [...new Set(claims)].flatMap((claim): RoleArn[] => {
    const resolved = claim === undefined ? undefined : resolveRoleReference(claim, settings.base);
    return resolved?.kind === "resolved" ? [resolved.role] : [];
  });
  const annotated = serviceAccounts.flatMap(({ annotations }) => {
    return parseRoleArn(annotations[serviceAccountKeys.roleArn] ?? "") ?? [];
  });
  const associated = eks?.associations.map(({ role }) => role) ?? [];
  return [...new Set([...claimed, ...annotated, ...associated, ...nodeRoles])];
}
