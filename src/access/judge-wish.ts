// Judges a role that a workload need not have asked for: what stands between it and that role, the annotation included.
import type { RoleArn } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { keysOf } from "../pods/decide-role.ts";
import { annotationFix } from "./annotation-fix.ts";
import { type Access, judgeAccess } from "./judge-access.ts";
import type { Obstacle } from "./link.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

/** Where the claim alone is missing, the links behind it are judged as if it were there: all that is missing, at once. */
export function judgeWish(subject: Subject, role: RoleArn, snapshot: Snapshot): Access {
  const actual = judgeAccess(subject, snapshot);
  if (actual.role === role) return actual;
  const { role: key } = keysOf(snapshot.settings);
  const wished = judgeAccess({ ...subject, annotations: { ...subject.annotations, [key]: role } }, snapshot);
  // An annotation would not help: the pod may claim nothing, or not this role.
  if (wished.role === undefined) return wished;
  const misplaced = resolveRoleReference(subject.objectAnnotations[key] ?? "", snapshot.settings.base);
  const verdict = unclaimed(actual, role, misplaced.kind === "resolved" ? misplaced.role : undefined);
  return {
    ...wished,
    links: wished.links.map((link) => (link.name === "pod" ? { ...link, verdict } : link)),
    obstacle: { name: "pod", verdict },
  };
}

function unclaimed(
  { subject, obstacle, role }: Access,
  wanted: RoleArn,
  misplaced: RoleArn | undefined,
): Obstacle["verdict"] {
  const verdict = obstacle?.verdict;
  // It names the wanted role already, only in the wrong place: that is the nearer reason.
  if (verdict?.kind === "broken" && verdict.reason === "annotation-misplaced" && misplaced === wanted) return verdict;
  const explanation = role === undefined ? "its pod template names no role" : `its pod template names ${role}`;
  const fix = annotationFix("Grant it the role.", subject.workload, wanted);
  return { kind: "broken", reason: role === undefined ? "no-annotation" : "another-role", explanation, fix };
}
