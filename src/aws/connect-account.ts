// The AWS account as commands see it: everything that can be read, nothing that changes it.
import type { RoleLookup } from "../access/role-facts.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { RolePointer } from "../nodes/node-source.ts";
import { readAccountRoles } from "./read-account-roles.ts";
import { readEksFacts } from "./read-eks-facts.ts";
import { readOidcIssuers } from "./read-oidc-issuers.ts";
import { findPolicy } from "./find-policy.ts";
import { openClients } from "./open-clients.ts";
import type { AccountOptions } from "./open-clients.ts";
import { type ClusterTraces, findCluster } from "./find-cluster.ts";
import { readAccessEntries } from "./read-access-entries.ts";
import { readAutoScalingGroups } from "./read-auto-scaling-groups.ts";
import { readFargateProfiles } from "./read-fargate-profiles.ts";
import { readIdentity } from "./read-identity.ts";
import type { AccountIdentity } from "./read-identity.ts";
import { readInstances } from "./read-instances.ts";
import { readNodegroups } from "./read-nodegroups.ts";
import { type OwnNames, readOwnParts } from "./read-own-parts.ts";
import { listRoles } from "./list-roles.ts";
import { readInlinePolicy } from "./read-inline-policy.ts";
import { readPolicy } from "./read-policies.ts";
import { readQuotas } from "./read-quotas.ts";
import { readRole, readRoles } from "./read-roles.ts";
import { resolvePointers } from "./resolve-pointers.ts";

export type Account = ReturnType<typeof connectAccount>;

/** Connects to nothing yet: credentials and SDK modules are looked for at the first call. */
export function connectAccount(options: AccountOptions = {}) {
  const clients = openClients(options);
  let known: Promise<AccountIdentity> | undefined;
  const identity = (): Promise<AccountIdentity> => (known ??= readIdentity(clients));
  return {
    takeSources: clients.takeSources,
    /** Asked once; all else is asked anew each time. */
    identity,
    /** By ARN or name. A role of another account is `unreadable`, never the namesake in this one. */
    readRole: async (role: string): Promise<RoleLookup> => readRole(clients, (await identity()).account, role),
    /** By the ARN asked for; the facts carry the true one. */
    readRoles: async (roles: readonly RoleArn[]): Promise<Map<RoleArn, RoleLookup>> =>
      readRoles(clients, (await identity()).account, roles),
    readInlinePolicy: (role: RoleArn, name: string) => readInlinePolicy(clients, role, name),
    /** Every role of the account with its trust policy, and nothing more of it. */
    listRoles: () => listRoles(clients),
    /** Every role of the account in a few calls; `progress` is told how many there are so far. */
    readAccountRoles: (progress: (roles: number) => void) => readAccountRoles(clients, progress),
    readEksFacts: (cluster: string, hasEntries: boolean) => readEksFacts(clients, cluster, hasEntries),
    readOidcIssuers: () => readOidcIssuers(clients),
    /** Of a managed policy, without its text. */
    findPolicy: (arn: string) => findPolicy(clients, arn),
    readPolicy: (arn: string) => readPolicy(clients, arn),
    findCluster: (traces: ClusterTraces) => findCluster(clients, traces),
    readNodegroups: (cluster: string) => readNodegroups(clients, cluster),
    readFargateProfiles: (cluster: string) => readFargateProfiles(clients, cluster),
    /** `cluster`: the name that the groups' tags carry. */
    readAutoScalingGroups: (cluster: string) => readAutoScalingGroups(clients, cluster),
    readAccessEntries: (cluster: string) => readAccessEntries(clients, cluster),
    readInstances: (instanceIds: readonly string[]) => readInstances(clients, instanceIds),
    resolvePointers: (pointers: readonly RolePointer[]) => resolvePointers(clients, pointers),
    /** Policies under iamctl's path with their holders, node roles that hold it inside themselves, and every role. */
    readOwnParts: (names: OwnNames) => readOwnParts(clients, names),
    readQuotas: () => readQuotas(clients),
  };
}
