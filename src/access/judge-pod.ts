// Links 1 and 2: the pod claims a role where claims count, may claim it, and the claim names a role.
import type { AnnotationKeys } from "../pods/annotations.ts";
import { decideRole, type DenialReason, keysOf } from "../pods/decide-role.ts";
import type { Identity } from "../pods/identity.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { annotationFix } from "./annotation-fix.ts";
import type { BrokenReason, Fix, LinkVerdict } from "./link.ts";
import { indexOf } from "./snapshot-index.ts";
import type { Snapshot, Unread } from "./snapshot.ts";
import type { Subject } from "./subject.ts";
import { unreadList } from "./unread-list.ts";

export interface PodJudgement {
  readonly pod: LinkVerdict;
  readonly string: LinkVerdict;
  readonly identity: Identity | undefined;
  /** Why the namespace would deny the role, were its limits not only reported. */
  readonly objection?: string | undefined;
}

export function judgePod(subject: Subject, snapshot: Snapshot): PodJudgement {
  const namespace = indexOf(snapshot).namespace(subject.namespace);
  const keys = keysOf(snapshot.settings);
  const decision = decideRole({ ...subject, name: subject.pod }, namespace, snapshot.settings);
  const claim = subject.annotations[keys.role];
  // Limits of a namespace that nobody saw say nothing.
  const unseen = namespace === undefined ? unreadList("namespaces", snapshot) : undefined;
  if (decision.kind === "allowed") {
    const { identity } = decision;
    const objection = unseen === undefined ? decision.objection : undefined;
    const { role } = identity;
    const how = claim === undefined ? "the default role applies" : `annotated "${claim}"`;
    const evidence = objection === undefined ? how : `${how}; ${objection}, which the proxy only reports`;
    return {
      pod: { kind: "holds", evidence },
      string: { kind: "holds", evidence: `names ${role}` },
      identity,
      objection,
    };
  }
  const misplaced = misplacedClaim(subject, keys);
  if (decision.reason === "no-role" && misplaced !== undefined) return broken("pod", misplaced);
  if (unseen !== undefined && decision.reason === "namespace-forbids") return unknown(unseen);
  const { link, reason } = placeOf[decision.reason];
  return broken(link, { reason, explanation: decision.explanation, fix: fixOf(decision.reason, subject, keys) });
}

type Fault = { readonly reason: BrokenReason; readonly explanation: string; readonly fix: Fix };

function misplacedClaim(subject: Subject, { role: key }: AnnotationKeys): Fault | undefined {
  const claim = subject.objectAnnotations[key];
  if (claim === undefined) return undefined;
  const name = printWorkload(subject.workload);
  return {
    reason: "annotation-misplaced",
    explanation: `${key} is on the metadata of ${name}; only the pod template's annotations reach its pods`,
    fix: annotationFix("Put the annotation on the pod template.", subject.workload, claim),
  };
}

const placeOf: Record<DenialReason, { readonly link: "pod" | "string"; readonly reason: BrokenReason }> = {
  "no-role": { link: "pod", reason: "no-annotation" },
  "host-network": { link: "pod", reason: "host-network" },
  "namespace-forbids": { link: "pod", reason: "namespace-forbids" },
  "malformed-role": { link: "string", reason: "malformed-role" },
  "malformed-external-id": { link: "string", reason: "malformed-external-id" },
};

function fixOf(reason: DenialReason, subject: Subject, keys: AnnotationKeys): Fix {
  switch (reason) {
    case "no-role":
      return annotationFix("Grant it the role it needs, if it calls AWS at all.", subject.workload, "ROLE");
    case "malformed-role":
      return annotationFix("Name the role by its name, its path and name, or its ARN.", subject.workload, "ROLE");
    case "malformed-external-id":
      return { text: `Mend the annotation ${keys.externalId} on the pod template.` };
    case "host-network":
      return { text: "Run it without hostNetwork, or give the node role what it needs." };
    case "namespace-forbids":
      return { text: `Let that annotation of namespace ${subject.namespace} admit the role.` };
  }
}

function unknown(unread: Unread): PodJudgement {
  const verdict: LinkVerdict = { kind: "unknown", ...unread };
  return { pod: verdict, string: verdict, identity: undefined };
}

function broken(link: "pod" | "string", fault: Fault): PodJudgement {
  const verdict: LinkVerdict = { kind: "broken", ...fault };
  const holds: LinkVerdict = { kind: "holds", evidence: "annotated" };
  return link === "pod"
    ? { pod: verdict, string: verdict, identity: undefined }
    : { pod: holds, string: verdict, identity: undefined };
}
