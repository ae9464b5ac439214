// Judges the whole chain from a workload to its role: "can a pod of this workload hold that role, and if not, why not?"
import type { RoleArn } from "../iam/arn.ts";
import { judgeAssumption } from "./judge-assumption.ts";
import { judgeDuration } from "./judge-duration.ts";
import { judgePod, type PodJudgement } from "./judge-pod.ts";
import { judgeRole } from "./judge-role.ts";
import { isObstacle, type Link, type LinkName, linkNames, type LinkVerdict, type Obstacle } from "./link.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

export interface Access {
  readonly subject: Subject;
  /** Links up to the first that does not hold (behind a claim that is only wished for, as if it held). */
  readonly links: readonly Link[];
  /** The first link that does not hold; absent when the pod can hold its role. */
  readonly obstacle: Obstacle | undefined;
  /** Known as soon as the links `pod` and `string` hold. */
  readonly role: RoleArn | undefined;
  /** Why its namespace would deny the role, were its limits not only reported (`--report-only`). */
  readonly objection: string | undefined;
}

export function judgeAccess(subject: Subject, snapshot: Snapshot): Access {
  const links: Link[] = [];
  const claimed = judgePod(subject, snapshot);
  const { identity, objection } = claimed;
  for (const [name, verdict] of verdicts(claimed, subject, snapshot)) {
    links.push({ name, verdict });
    if (verdict.kind !== "holds") break;
  }
  return { subject, links, obstacle: links.find(isObstacle), role: identity?.role, objection };
}

/** Lazily, in the order of `linkNames`: a link is judged only when those before it hold. */
function* verdicts(claimed: PodJudgement, subject: Subject, snapshot: Snapshot): Generator<[LinkName, LinkVerdict]> {
  yield ["pod", claimed.pod];
  yield ["string", claimed.string];
  if (claimed.identity === undefined) return;

  const found = judgeRole(claimed.identity.role, subject, snapshot);
  yield ["role", found.verdict];
  if (found.facts === undefined) return;

  const assumption = judgeAssumption({ facts: found.facts, identity: claimed.identity, subject, snapshot });
  yield ["trust", assumption.trust];
  yield ["identity", assumption.identity];
  yield ["condition", assumption.condition];
  yield ["duration", judgeDuration(found.facts, claimed.identity)];
}

/** Every link by name, `undefined` for those after the obstacle: what a report shows. */
export function linksByName(access: Access): ReadonlyMap<LinkName, LinkVerdict | undefined> {
  return new Map(linkNames.map((name) => [name, access.links.find((link) => link.name === name)?.verdict]));
}
