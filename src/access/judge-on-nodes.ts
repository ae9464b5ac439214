// Judges a workload on each kind of node it may run on: some node roles may lead to its role although not all do.
import type { RoleArn } from "../iam/arn.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { type Access, judgeAccess } from "./judge-access.ts";
import { indexOf } from "./snapshot-index.ts";
import type { Snapshot } from "./snapshot.ts";
import { subjectOfWorkload } from "./subject.ts";

/** By the role of the nodes that are there now and that its pod template admits. */
export function judgeOnNodes(workload: WorkloadRecord, snapshot: Snapshot): ReadonlyMap<RoleArn, Access> {
  const subject = subjectOfWorkload(workload);
  const judged = new Map<RoleArn, Access>();
  for (const { name, role } of indexOf(snapshot).admittedNodes(workload.template.scheduling)) {
    if (role !== undefined && !judged.has(role)) judged.set(role, judgeAccess({ ...subject, node: name }, snapshot));
  }
  return judged;
}
