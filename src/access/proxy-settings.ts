// How the metadata proxy found in the cluster resolves and restricts roles: the audit judges by the same settings.
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { type AnnotationKeys, annotationKeys } from "../pods/annotations.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import type { ProxyRecord } from "../pods/proxy-record.ts";
import { type ClusterName, parseClusterName } from "../pods/session-tags.ts";

/** Asked of AssumeRole: valid for every role, because a role's maximum is never lower. */
const usualSeconds = 3600;

export interface SettingsWishes {
  readonly prefix: string;
  readonly partition: string;
  readonly account: string;
}

/** Without a proxy, as `iamctl proxy` would with the given prefix. */
export function settingsOfProxies(proxies: readonly ProxyRecord[], wishes: SettingsWishes): RoleSettings {
  const proxy = decisive(proxies);
  const flags = proxy?.flags ?? {};
  const prefix = (proxy?.program === "iamctl" ? flags["prefix"] : undefined) ?? wishes.prefix;
  const base = readBase(flags["base-role-arn"] ?? flags["role-base-arn"], wishes) ?? baseOfPrefix(prefix, wishes);
  const seconds = Number(flags["session-seconds"] ?? usualSeconds);
  const defaultRole = flags["default-role"] ?? "";
  const sessionTags = findSessionTags(proxies);
  return {
    base,
    ...(defaultRole !== "" && { defaultRole }),
    namespaceRestrictions: restrictionsOf(proxy),
    ...(isOn(flags["report-only"]) && { reportOnly: true }),
    sessionSeconds: Number.isInteger(seconds) && seconds > 0 ? seconds : usualSeconds,
    ...(flags["session-names"] === "pod" && { sessionNames: "pod" }),
    ...(sessionTags !== undefined && { sessionTags }),
    ...(proxy !== undefined && { keys: keysByFlags(proxy) }),
  };
}

/** Ours, where there is one: it is what the others are replaced by. */
function decisive(proxies: readonly ProxyRecord[]): ProxyRecord | undefined {
  return proxies.find(({ program }) => program === "iamctl") ?? proxies[0];
}

/** The annotation that names a pod's role to the proxy, as its operator may have chosen it. */
export function findRoleKey(proxies: readonly ProxyRecord[]): string {
  const proxy = decisive(proxies);
  return (proxy === undefined ? annotationKeys : keysByFlags(proxy)).role;
}

/** What the sessions that a proxy asks for are tagged with, where any of them does: roles must allow it then. */
export function findSessionTags(proxies: readonly ProxyRecord[]): ClusterName | undefined {
  return proxies.map(({ flags }) => parseClusterName(flags["session-tags"] ?? "")).find((found) => found !== undefined);
}

/** Also as Go spells it, which our proxy reads as well. */
function isOn(flag = "false"): boolean {
  return ["true", "t", "1"].includes(flag.toLowerCase());
}

/** kiam always goes by the namespace's own list; the others when they are told to. */
export function restrictionsOf(proxy: ProxyRecord | undefined): RoleSettings["namespaceRestrictions"] {
  if (proxy === undefined) return "off";
  if (proxy.program === "kiam") return "glob";
  const flag = proxy.flags["namespace-restrictions"];
  if (flag === "glob" || flag === "regexp") return flag;
  return flag === "true" ? (proxy.flags["namespace-restriction-format"] === "regexp" ? "regexp" : "glob") : "off";
}

function keysByFlags({ flags }: ProxyRecord): AnnotationKeys {
  return {
    ...annotationKeys,
    role: flags["iam-role-key"] ?? annotationKeys.role,
    externalId: flags["iam-external-id"] ?? annotationKeys.externalId,
    allowedRoles: flags["namespace-key"] ?? annotationKeys.allowedRoles,
  };
}

/** `arn:aws:iam::111122223333:role/pods/`; other text is none. */
function readBase(text: string | undefined, { partition, account }: SettingsWishes): RoleBase | undefined {
  const found = /^arn:([a-z-]+):iam::(\d{12}):role(\/[^*?\s]*)?$/.exec(text ?? "");
  if (found === null) return undefined;
  const [, ownPartition = partition, ownAccount = account, path = ""] = found;
  return { partition: ownPartition, account: ownAccount, path: path.endsWith("/") ? path : `${path}/` };
}
