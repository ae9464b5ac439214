// The one place that decides which role a pod may hold; audit, why, grant and the proxy all ask here.
import type { RoleArn } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { annotationKeys } from "./annotations.ts";
import type { Annotations } from "./annotations.ts";
import type { NamespaceRecord } from "./namespace-record.ts";
import { admitsRole, readNamespaceRules } from "./namespace-rules.ts";

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

export type DenialReason =
  | "no-role"
  | "malformed-role"
  | "malformed-external-id"
  | "namespace-forbids"
  | "host-network";

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

/**
 * The identity a pod holds, or why it holds none. An empty role annotation means "no role", even where there is a
 * default. The default role is the operator's own choice: no namespace rule forbids it.
 */
export const decideRole: DecideRole = (claim, namespace, settings) => {
  if (claim.hostNetwork) {
    return denied("host-network", "the pod shares the node's network, so the node's metadata service answers it");
  }
  const reference = claim.annotations[annotationKeys.role] ?? settings.defaultRole ?? "";
  if (reference.trim() === "") return denied("no-role", `the pod has no ${annotationKeys.role} annotation`);

  const resolved = resolveRoleReference(reference, settings.base);
  if (resolved.kind === "malformed") {
    return denied("malformed-role", `${annotationKeys.role} ${quote(reference)} names no role: ${resolved.problem}`);
  }
  const externalId = claim.annotations[annotationKeys.externalId] || undefined;
  if (externalId !== undefined && !isExternalId(externalId)) {
    return denied(
      "malformed-external-id",
      `${annotationKeys.externalId} must be 2 to 1224 letters, digits or _+=,.@:/-`,
    );
  }
  const refusal = refusalByNamespace(resolved.role, claim, namespace, settings);
  if (refusal !== undefined) return denied("namespace-forbids", refusal);

  const sessionName = claim.annotations[annotationKeys.sessionName] || undefined;
  return {
    kind: "allowed",
    identity: { role: resolved.role, externalId, sessionName, sessionSeconds: settings.sessionSeconds },
  };
};

/** Equal for two identities exactly when every part of them is equal. */
export function identityKey(identity: Identity): string {
  const { role, externalId, sessionName, sessionSeconds } = identity;
  return JSON.stringify([role, externalId ?? null, sessionName ?? null, sessionSeconds]);
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

function refusalByNamespace(
  role: RoleArn,
  claim: RoleClaim,
  namespace: NamespaceRecord | undefined,
  settings: RoleSettings,
): string | undefined {
  if (settings.namespaceRestrictions === "off" || isDefault(role, settings)) return undefined;
  const rules = readNamespaceRules(namespace, settings.base);
  if (admitsRole(rules, role)) return undefined;
  const subject = `namespace ${claim.namespace}`;
  if (rules.kind === "malformed")
    return `${annotationKeys.allowedRoles} of ${subject} ${rules.problem}, so it admits no role`;
  if (rules.patterns.length === 0)
    return `${subject} has no ${annotationKeys.allowedRoles} annotation, so it admits no role`;
  return `${annotationKeys.allowedRoles} of ${subject} does not admit ${role}`;
}

function isDefault(role: RoleArn, settings: RoleSettings): boolean {
  if (settings.defaultRole === undefined) return false;
  const resolved = resolveRoleReference(settings.defaultRole, settings.base);
  return resolved.kind === "resolved" && resolved.role === role;
}
