// Roles and bindings of the cluster's own access control, and what each subject may do by them.

export interface RbacRecord {
  readonly roles: readonly RbacRole[];
  readonly bindings: readonly RbacBinding[];
}

export interface RbacRole {
  /** Absent for a ClusterRole. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly rules: readonly RbacRule[];
}

export interface RbacRule {
  readonly apiGroups: readonly string[];
  /** `pods`, `pods/exec`, `*`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty for every object. */
  readonly resourceNames: readonly string[];
}

export interface RbacBinding {
  /** Absent for a ClusterRoleBinding. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly roleKind: "Role" | "ClusterRole";
  readonly roleName: string;
  readonly subjects: readonly RbacSubject[];
}

export interface RbacSubject {
  readonly kind: string;
  /** Of a service account. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The fields of a Role or ClusterRole that are read, as they arrive on the wire. */
export interface ApiRbacRole {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
  readonly rules?: readonly Partial<RbacRule>[] | null;
}

/** The fields of a RoleBinding or ClusterRoleBinding that are read, as they arrive on the wire. */
export interface ApiRbacBinding {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly namespace?: string; readonly name?: string }[] | null;
}

export function toRbacRole({ metadata = {}, rules }: ApiRbacRole): RbacRole {
  return {
    namespace: metadata.namespace,
    name: metadata.name ?? "",
    rules: (rules ?? []).map(({ apiGroups = [], resources = [], verbs = [], resourceNames = [] }) => {
      return { apiGroups, resources, verbs, resourceNames };
    }),
  };
}

export function toRbacBinding({ metadata = {}, roleRef = {}, subjects }: ApiRbacBinding): RbacBinding {
  return {
    namespace: metadata.namespace,
    name: metadata.name ?? "",
    roleKind: roleRef.kind === "Role" ? "Role" : "ClusterRole",
    roleName: roleRef.name ?? "",
    subjects: (subjects ?? []).map(({ kind = "", namespace, name = "" }) => ({ kind, namespace, name })),
  };
}
