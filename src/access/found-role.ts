// The facts of roles that were found: those that are absent, could not be read or were not asked for have none.
import type { RoleArn } from "../iam/arn.ts";
import type { RoleFacts } from "./role-facts.ts";
import type { Snapshot } from "./snapshot.ts";

export function foundRole(arn: RoleArn, { roles }: Pick<Snapshot, "roles">): RoleFacts | undefined {
  const lookup = roles.get(arn);
  return lookup?.kind === "found" ? lookup.facts : undefined;
}

export function foundNodeRoles(snapshot: Pick<Snapshot, "roles" | "nodeRoles">): readonly RoleFacts[] {
  return snapshot.nodeRoles.flatMap(({ arn }) => foundRole(arn, snapshot) ?? []);
}
