// Whether the nodes may assume a pod's role, so that a pod with its annotation gets it, used or not.
import { foundNodeRoles } from "../access/found-role.ts";
import { trustedBy } from "../iam/trusted-by.ts";
import type { Judged, PodRole } from "./rule.ts";

export function admitsNode(role: PodRole, judged: Judged): boolean {
  const admits = answered.get(role) ?? asksNodes(role, judged);
  answered.set(role, admits);
  return admits;
}

/** Asked for each subject that has a right, of each role. */
const answered = new WeakMap<PodRole, boolean>();

function asksNodes({ facts, trust }: PodRole, { snapshot }: Judged): boolean {
  if (trust === undefined) return false;
  return foundNodeRoles(snapshot).some((nodeRole) => trustedBy({ trust, nodeRole, role: facts.arn }).kind === "allow");
}
