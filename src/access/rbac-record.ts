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

/** One right of one subject: in one namespace, or everywhere. */
export interface Holding {
  readonly subject: RbacSubject;
  /** Absent for everywhere. */
  readonly namespace: string | undefined;
  readonly binding: RbacBinding;
  readonly rule: RbacRule;
}

export interface Right {
  /** Any of them. */
  readonly verbs: readonly string[];
  readonly group: string;
  /** Any of them: `pods`, `pods/exec`. */
  readonly resources: readonly string[];
}

/** Who holds a right, binding by binding: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function holdersOf(right: Right, { roles, bindings }: RbacRecord): readonly Holding[] {
  return bindings.flatMap((binding) => {
    const role = roles.find(
      ({ name, namespace }) =>
        name === binding.roleName && namespace === (binding.roleKind === "Role" ? binding.namespace : undefined),
    );
    const rule = role?.rules.find((candidate) => grants(candidate, right));
    if (rule === undefined) return [];
    return binding.subjects.map((subject) => ({ subject, namespace: binding.namespace, binding, rule }));
  });
}

function grants(rule: RbacRule, right: Right): boolean {
  return (
    right.verbs.some((verb) => rule.verbs.includes(verb) || rule.verbs.includes("*")) &&
    (rule.apiGroups.includes(right.group) || rule.apiGroups.includes("*")) &&
    right.resources.some((resource) => rule.resources.some((pattern) => covers(pattern, resource)))
  );
}

/** `*` is every resource and subresource; `*` before a slash is that subresource of every resource. */
function covers(pattern: string, resource: string): boolean {
  if (pattern === "*" || pattern === resource) return true;
  const [, subresource] = resource.split("/");
  return subresource !== undefined && pattern === `*/${subresource}`;
}

/** `User alice`, `ServiceAccount ci/deployer`. */
export function printRbacSubject({ kind, namespace, name }: RbacSubject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
