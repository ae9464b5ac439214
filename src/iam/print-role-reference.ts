// A role as an annotation names it: short where the base allows, and left as it is where it already means the role.
import { type RoleArn, roleParts } from "./arn.ts";
import { resolveRoleReference, type RoleBase } from "./role-reference.ts";

/** `pods/thumbnails` against the base `arn:aws:iam::111122223333:role/`, else the whole ARN. */
export function printRoleReference(role: RoleArn, base: RoleBase, present?: string): string {
  if (present !== undefined && means(present, role, base)) return present;
  const { partition, account, path, name } = roleParts(role);
  const inBase = partition === base.partition && account === base.account && path.startsWith(base.path);
  return inBase ? `${path.slice(base.path.length)}${name}` : role;
}

function means(reference: string, role: RoleArn, base: RoleBase): boolean {
  const resolved = resolveRoleReference(reference, base);
  return resolved.kind === "resolved" && resolved.role === role;
}
