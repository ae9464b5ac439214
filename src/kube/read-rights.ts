// Reads who may do what in the cluster, and the service accounts that pods run with.
import { type RbacRecord, toRbacBinding, toRbacRole } from "../access/rbac-record.ts";
import { toServiceAccountRecord, type ServiceAccountRecord } from "../pods/service-account-record.ts";
import type { KubeApi } from "./open-api.ts";
import { rbacKinds, serviceAccountKind } from "./resource-kinds.ts";

export async function readRbac(api: KubeApi): Promise<RbacRecord> {
  const [clusterRoles, roles, clusterBindings, bindings] = await Promise.all([
    api.list(rbacKinds.ClusterRole, {}, toRbacRole),
    api.list(rbacKinds.Role, {}, toRbacRole),
    api.list(rbacKinds.ClusterRoleBinding, {}, toRbacBinding),
    api.list(rbacKinds.RoleBinding, {}, toRbacBinding),
  ]);
  return { roles: [...clusterRoles, ...roles], bindings: [...clusterBindings, ...bindings] };
}

/** Of all namespaces when absent. */
export function readServiceAccounts(api: KubeApi, namespace: string | undefined): Promise<ServiceAccountRecord[]> {
  return api.list(serviceAccountKind, { namespace }, toServiceAccountRecord);
}
