// Rule W23 default-role-set: a role for every pod that names none.
import { resolveRoleReference } from "../../iam/role-reference.ts";
import type { ProxyRecord } from "../../pods/proxy-record.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";

export const defaultRoleSet: Rule = {
  id: "W23",
  name: "default-role-set",
  severity: "medium",
  confidence: "high",
  reads: ["daemon-sets", "roles", "node-roles"],
  title: "pods that name no role get one all the same",
  explanation:
    "A default role is held by every pod without an annotation, and no namespace's list restricts it. Found out by the proxy itself it is the node's own role, which is what interception is there to keep from pods.",
  remedy: "Start the proxy without a default role; pods that name none then get no credentials.",
  references: ["https://github.com/jtblin/kube2iam#default-role"],
  find: ({ snapshot }) =>
    (snapshot.proxies ?? []).flatMap((proxy): readonly RuleHit[] => {
      const subject = { kind: "DaemonSet", namespace: proxy.namespace, name: proxy.name };
      const fallback = fallbackOf(proxy, snapshot);
      switch (fallback.kind) {
        case "none":
          return [];
        case "node":
          return [{ subject, severity: "high", message: "the default is the node's own role" }];
        case "role":
          return [{ subject, message: `${fallback.role} is the default` }];
      }
    }),
};

type Fallback = { readonly kind: "none" | "node" } | { readonly kind: "role"; readonly role: string };

/** A role that may do nothing is a house's way to say no. */
function fallbackOf({ flags }: ProxyRecord, { roles, nodeRoles, settings }: Judged["snapshot"]): Fallback {
  const name = flags["default-role"] ?? "";
  if (name === "") return { kind: flags["auto-discover-default-role"] === "true" ? "node" : "none" };
  const resolved = resolveRoleReference(name, settings.base);
  if (resolved.kind === "malformed") return { kind: "role", role: name };
  if (nodeRoles.some(({ arn }) => arn === resolved.role)) return { kind: "node" };
  const lookup = roles.get(resolved.role);
  if (lookup?.kind === "unreadable") return { kind: "none" };
  const mayDoNothing =
    lookup?.kind === "found" &&
    lookup.facts.policies.every(({ document }) => document.statements.every(({ effect }) => effect === "Deny"));
  return mayDoNothing ? { kind: "none" } : { kind: "role", role: resolved.role };
}
