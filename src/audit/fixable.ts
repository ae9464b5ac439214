// Which findings a grant mends, and the grants that do.
import { printWorkload } from "../pods/workload-record.ts";
import type { RoleArn } from "../iam/arn.ts";
import { type Finding, printSubject } from "./finding.ts";
import { claimedRole } from "./judge-snapshot.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { subjectOf } from "./rule.ts";

export interface FixingGrant {
  readonly namespace: string;
  /** `deployment/api`. */
  readonly service: string;
  readonly role: RoleArn;
}

/** A trust policy that leaves node roles out, an annotation in the wrong place, and one under another ARN. */
const mendedByGrant: ReadonlySet<string> = new Set(["T01", "T02", "W02", "W10"]);

/** Only for roles that there are: which one was meant otherwise, a person must say. */
export function fixingGrants(findings: readonly Finding[], snapshot: Snapshot): readonly FixingGrant[] {
  const named = new Set(
    findings.filter(({ rule }) => mendedByGrant.has(rule)).map(({ subject }) => printSubject(subject)),
  );
  return snapshot.workloads.flatMap((workload): readonly FixingGrant[] => {
    const role = named.has(printSubject(subjectOf(workload))) ? claimedRole(workload, snapshot) : undefined;
    if (role === undefined) return [];
    return [{ namespace: workload.namespace, service: printWorkload(workload), role }];
  });
}
