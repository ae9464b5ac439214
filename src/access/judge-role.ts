// Link 3: the role exists, under exactly the ARN that the proxy will send.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { annotationFix } from "./annotation-fix.ts";
import type { LinkVerdict } from "./link.ts";
import type { RoleFacts, RoleLookup } from "./role-facts.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

export interface RoleJudgement {
  readonly verdict: LinkVerdict;
  readonly facts: RoleFacts | undefined;
}

export function judgeRole(role: RoleArn, subject: Subject, snapshot: Snapshot): RoleJudgement {
  const lookup: RoleLookup = snapshot.roles.get(role) ?? {
    kind: "unreadable",
    call: "iam:GetRole",
    problem: "it was not asked for",
  };
  if (lookup.kind === "unreadable") {
    return { verdict: { ...lookup, kind: "unknown", subject: role }, facts: undefined };
  }
  if (lookup.kind === "absent") return { verdict: absent(role, subject), facts: undefined };
  if (lookup.facts.arn !== role) return { verdict: differs(role, lookup.facts.arn, subject), facts: undefined };
  return { verdict: { kind: "holds", evidence: `${role} exists` }, facts: lookup.facts };
}

function absent(role: RoleArn, subject: Subject): LinkVerdict {
  const { name, account } = roleParts(role);
  return {
    kind: "broken",
    reason: "role-absent",
    explanation: `account ${account} has no role named "${name}"`,
    fix: annotationFix("Create the role, or name the one that was meant.", subject.workload, "ROLE"),
  };
}

/** IAM finds a role by name whatever the letter case and path; STS compares the whole ARN, byte by byte. */
function differs(asked: RoleArn, actual: RoleArn, subject: Subject): LinkVerdict {
  return {
    kind: "broken",
    reason: "role-arn-differs",
    explanation: `the annotation means ${asked}, but the role is ${actual}; path and letter case must be the same`,
    fix: annotationFix("Annotate with the role's own path and name.", subject.workload, actual),
  };
}
