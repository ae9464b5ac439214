// What a request needs to know of the pod it comes from: every answer that does not depend on time, made beforehand.
import { createHash } from "node:crypto";
import { roleParts } from "../iam/arn.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Decision, DenialReason } from "../pods/decide-role.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { errorAnswer, refusalAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { CredentialSlot } from "./credential-slot.ts";

/** Every entry has all of these fields, in this order, so that the engine sees one shape. */
export interface PodEntry {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** What the pod gets instead of credentials; absent when it holds a role. */
  readonly refusal: Answer | undefined;
  /** Name without path: what the role list shows and what the credential path must name. Empty without a role. */
  readonly roleName: string;
  readonly roles: Answer | undefined;
  readonly info: Answer | undefined;
  readonly slot: CredentialSlot | undefined;
  /** The token that was checked last and what came of it, so that its signature is not checked with every request. */
  lastToken: string;
  lastTokenExpiresAt: number;
}

/** `slot` belongs to the decision's identity: there is one exactly when the decision allows. */
export function createPodEntry(
  pod: PodRecord,
  decision: Decision,
  slot: CredentialSlot | undefined,
  now: Date,
): PodEntry {
  const role = decision.kind === "allowed" ? decision.identity.role : undefined;
  const roleName = role === undefined ? "" : nameOfRole(role);
  return {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    refusal: decision.kind === "denied" ? refuse(decision.reason, decision.explanation) : undefined,
    roleName,
    roles: role && textAnswer(roleName, now),
    info: role && textAnswer(printInfo(role, now), now),
    slot,
    lastToken: "",
    lastTokenExpiresAt: 0,
  };
}

/** Stands in for several live pods that claim one address: none of them is guessed at. */
export const contestedEntry: PodEntry = {
  uid: "",
  namespace: "",
  name: "",
  refusal: errorAnswer(503, ["Retry-After", "1"]),
  roleName: "",
  roles: undefined,
  info: undefined,
  slot: undefined,
  lastToken: "",
  lastTokenExpiresAt: 0,
};

const codes: Record<Exclude<DenialReason, "no-role">, string> = {
  "malformed-role": "MalformedRole",
  "malformed-external-id": "MalformedExternalId",
  "namespace-forbids": "NamespaceForbidsRole",
  "host-network": "HostNetwork",
};

/** A pod without a role looks like an instance without a profile: the shape on which every client stops at once. */
function refuse(reason: DenialReason, explanation: string): Answer {
  return reason === "no-role" ? errorAnswer(404) : refusalAnswer(codes[reason], explanation);
}

function nameOfRole(role: RoleArn): string {
  return roleParts(role).name;
}

/** Shaped like the real document, but of the pod's role: the real one names the node's instance profile. */
function printInfo(role: RoleArn, now: Date): string {
  const { partition, account, path, name } = roleParts(role);
  const document = {
    Code: "Success",
    LastUpdated: `${now.toISOString().slice(0, 19)}Z`,
    InstanceProfileArn: `arn:${partition}:iam::${account}:instance-profile${path}${name}`,
    InstanceProfileId: `AIPA${createHash("sha256").update(role).digest("hex").slice(0, 17).toUpperCase()}`,
  };
  return JSON.stringify(document, undefined, 2);
}
