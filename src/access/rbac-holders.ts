// Who holds a right in the cluster, binding by binding.
import type { RbacBinding, RbacRecord, RbacRole, RbacRule, RbacSubject } from "./rbac-record.ts";

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
  /** Any of them, with the group before a dot: `pods`, `pods/exec`, `deployments.apps`. */
  readonly resources: readonly string[];
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function holdersOf(right: Right, { roles, bindings }: RbacRecord): readonly Holding[] {
  const byName = new Map(roles.map((role) => [keyOf(role.namespace, role.name), role]));
  return bindings.flatMap((binding) => {
    const role = roleOf(binding, byName);
    const rule = role?.rules.find((candidate) => grants(candidate, right));
    if (rule === undefined) return [];
    return binding.subjects.map((subject) => ({ subject, namespace: binding.namespace, binding, rule }));
  });
}

/** Whether a subject may do everything everywhere: then no single right of its is worth telling. */
export function ownsCluster({ name, kind, namespace }: RbacSubject, { roles, bindings }: RbacRecord): boolean {
  const byName = new Map(roles.map((role) => [keyOf(role.namespace, role.name), role]));
  return bindings
    .filter((binding) => binding.namespace === undefined)
    .filter(({ subjects }) =>
      subjects.some((one) => one.kind === kind && one.name === name && one.namespace === namespace),
    )
    .some((binding) =>
      roleOf(binding, byName)?.rules.some(
        ({ verbs, resources, apiGroups }) => verbs.includes("*") && resources.includes("*") && apiGroups.includes("*"),
      ),
    );
}

function roleOf(binding: RbacBinding, byName: ReadonlyMap<string, RbacRole>): RbacRole | undefined {
  return byName.get(keyOf(binding.roleKind === "Role" ? binding.namespace : undefined, binding.roleName));
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

/** A rule that is limited to objects by name lets nobody create, and changes only those: it is not counted. */
function grants(rule: RbacRule, right: Right): boolean {
  return (
    rule.resourceNames.length === 0 &&
    right.verbs.some((verb) => rule.verbs.includes(verb) || rule.verbs.includes("*")) &&
    right.resources.some((resource) => {
      const [plural = "", group = ""] = resource.split(/\.(.*)/);
      const inGroup = rule.apiGroups.includes(group) || rule.apiGroups.includes("*");
      return inGroup && rule.resources.some((pattern) => covers(pattern, plural));
    })
  );
}

/** `*` is every resource and subresource; `*` before a slash is that subresource of every resource. */
function covers(pattern: string, resource: string): boolean {
  if (pattern === "*" || pattern === resource) return true;
  const [, subresource] = resource.split("/");
  return subresource !== undefined && pattern === `*/${subresource}`;
}
