// The one place that decides which role a pod may hold; audit, why, grant and the proxy all ask here.
import type { RoleArn } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { annotationKeys } from "./annotations.ts";
import type { AnnotationKeys, Annotations } from "./annotations.ts";
import type { Identity } from "./identity.ts";
import type { NamespaceRecord } from "./namespace-record.ts";
import { objectionToRole } from "./namespace-rules.ts";
import type { PatternFormat } from "./namespace-rules.ts";
import { podSessionName } from "./session-name.ts";
import { sessionTagsOf } from "./session-tags.ts";
import type { ClusterName } from "./session-tags.ts";

/** How the node resolves and restricts roles; the same values configure the proxy and the audit. */
export interface RoleSettings {
  /** What a bare role name is resolved against. */
  readonly base: RoleBase;
  /** Given to a pod that names no role. */
  readonly defaultRole?: string;
  /** How a namespace's `allowed-roles` patterns are read; `off` ignores every limit that a namespace sets. */
  readonly namespaceRestrictions: "off" | PatternFormat;
  /** Limits of namespaces are judged and told, but deny nothing. */
  readonly reportOnly?: boolean;
  /** Seconds asked of AssumeRole. */
  readonly sessionSeconds: number;
  /**
   * `node`, when absent: pods of one identity share one session, named after their node. `pod`: each pod has a session
   * of its own, named after it.
   */
  readonly sessionNames?: "node" | "pod";
  /** Sessions carry EKS Pod Identity's tags, which makes each pod's its own. Trust policies must allow `sts:TagSession`. */
  readonly sessionTags?: ClusterName;
  /** Where an operator has chosen other annotations; all of them, and `annotationKeys` when absent. */
  readonly keys?: AnnotationKeys;
}

/** The annotations that count: the usual ones, or those that an operator has chosen. */
export function keysOf({ keys = annotationKeys }: Pick<RoleSettings, "keys">): AnnotationKeys {
  return keys;
}

export type DenialReason =
  | "no-role"
  | "malformed-role"
  | "malformed-external-id"
  | "namespace-forbids"
  | "host-network";

export type Decision =
  | {
      readonly kind: "allowed";
      readonly identity: Identity;
      /** Why the namespace would deny it, were its limits not only reported. */
      readonly objection?: string;
    }
  | { readonly kind: "denied"; readonly reason: DenialReason; readonly explanation: string };

/** The part of a pod (or of a pod template, which has no name yet) that the decision rests on. */
export interface RoleClaim {
  readonly namespace: string;
  readonly annotations: Annotations;
  readonly hostNetwork: boolean;
  readonly name?: string | undefined;
  readonly uid?: string | undefined;
  readonly serviceAccount?: string;
}

export type DecideRole = (claim: RoleClaim, namespace: NamespaceRecord | undefined, settings: RoleSettings) => Decision;

/**
 * The identity a pod holds, or why it holds none. An empty role annotation means "no role", even where there is a
 * default. The default role is the operator's own choice: no namespace rule forbids it.
 */
export const decideRole: DecideRole = (claim, namespace, settings) => {
  const keys = keysOf(settings);
  if (claim.hostNetwork) {
    return denied("host-network", "the pod shares the node's network, so the node's metadata service answers it");
  }
  const reference = claim.annotations[keys.role] ?? settings.defaultRole ?? "";
  if (reference.trim() === "") return denied("no-role", `the pod has no ${keys.role} annotation`);

  const resolved = resolveRoleReference(reference, settings.base);
  if (resolved.kind === "malformed") {
    return denied("malformed-role", `${keys.role} ${quote(reference)} names no role: ${resolved.problem}`);
  }
  const externalId = claim.annotations[keys.externalId] || undefined;
  if (externalId !== undefined && !isExternalId(externalId)) {
    return denied("malformed-external-id", `${keys.externalId} must be 2 to 1224 letters, digits or _+=,.@:/-`);
  }
  const objection = objectionOfNamespace(resolved.role, claim, namespace, settings);
  if (objection !== undefined && settings.reportOnly !== true) return denied("namespace-forbids", objection);

  const identity: Identity = {
    role: resolved.role,
    externalId,
    sessionName: claim.annotations[keys.sessionName] || ownSessionName(claim, settings),
    sessionSeconds: settings.sessionSeconds,
    tags: settings.sessionTags && sessionTagsOf(claim, settings.sessionTags),
  };
  return { kind: "allowed", identity, ...(objection !== undefined && { objection }) };
};

/** Equal for two identities exactly when every part of them is equal. */
export function identityKey(identity: Identity): string {
  const { role, externalId, sessionName, sessionSeconds, tags } = identity;
  return JSON.stringify([role, externalId ?? null, sessionName ?? null, sessionSeconds, tags ?? null]);
}

function denied(reason: DenialReason, explanation: string): Decision {
  return { kind: "denied", reason, explanation };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
export function isExternalId(text: string): boolean {
  return text.length <= 1224 && /^[\w+=,.@:/-]{2,}$/.test(text);
}

function objectionOfNamespace(
  role: RoleArn,
  claim: RoleClaim,
  namespace: NamespaceRecord | undefined,
  { namespaceRestrictions: format, ...settings }: RoleSettings,
): string | undefined {
  if (format === "off" || isDefault(role, settings)) return undefined;
  const objection = objectionToRole(role, namespace, { ...settings, format });
  return objection && `namespace ${claim.namespace} ${objection}`;
}

function isDefault(role: RoleArn, settings: Pick<RoleSettings, "base" | "defaultRole">): boolean {
  if (settings.defaultRole === undefined) return false;
  const resolved = resolveRoleReference(settings.defaultRole, settings.base);
  return resolved.kind === "resolved" && resolved.role === role;
}

function ownSessionName({ namespace, name }: RoleClaim, { sessionNames }: RoleSettings): string | undefined {
  return sessionNames === "pod" && name !== undefined ? podSessionName(namespace, name) : undefined;
}
