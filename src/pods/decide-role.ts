// The one place that decides which role a pod may hold; audit, why, grant and the proxy all ask here.
import type { RoleArn } from "../iam/arn.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import type { Annotations } from "./annotations.ts";
import type { NamespaceRecord } from "./namespace-record.ts";

/** How the node resolves and restricts roles; the same values configure the proxy and the audit. */
export interface RoleSettings {
  /** What a bare role name is resolved against. */
  readonly base: RoleBase;
  /** Given to a pod that names no role. */
  readonly defaultRole?: string;
  /** How a namespace's `allowed-roles` patterns are read; `off` ignores them. */
  readonly namespaceRestrictions: "off" | "glob";
  /** Seconds asked of AssumeRole. */
  readonly sessionSeconds: number;
}

/** Everything that makes two pods' credentials interchangeable, and nothing else. */
export interface Identity {
  readonly role: RoleArn;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly sessionSeconds: number;
}

export type DenialReason = "no-role" | "malformed-role" | "malformed-external-id" | "namespace-forbids" | "host-network";

export type Decision =
  | { readonly kind: "allowed"; readonly identity: Identity }
  | { readonly kind: "denied"; readonly reason: DenialReason; readonly explanation: string };

/** The part of a pod (or of a pod template) that the decision rests on. */
export interface RoleClaim {
  readonly namespace: string;
  readonly annotations: Annotations;
  readonly hostNetwork: boolean;
}

export type DecideRole = (claim: RoleClaim, namespace: NamespaceRecord | undefined, settings: RoleSettings) => Decision;
