// How the metadata proxy found in the cluster resolves and restricts roles: the audit judges by the same settings.
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import type { ProxyRecord } from "../pods/proxy-record.ts";

/** Asked of AssumeRole: valid for every role, because a role's maximum is never lower. */
const usualSeconds = 3600;

export interface SettingsWishes {
  readonly prefix: string;
  readonly partition: string;
  readonly account: string;
}

/** Without a proxy, as `iamctl proxy` would with the given prefix. */
export function settingsOfProxies(proxies: readonly ProxyRecord[], wishes: SettingsWishes): RoleSettings {
  const proxy = proxies.find(({ program }) => program === "iamctl") ?? proxies[0];
  const flags = proxy?.flags ?? {};
  const prefix = (proxy?.program === "iamctl" ? flags["prefix"] : undefined) ?? wishes.prefix;
  const base = readBase(flags["base-role-arn"] ?? flags["role-base-arn"], wishes) ?? baseOfPrefix(prefix, wishes);
  const seconds = Number(flags["session-seconds"] ?? usualSeconds);
  return {
    base,
    ...(flags["default-role"] !== undefined && flags["default-role"] !== "" && { defaultRole: flags["default-role"] }),
    namespaceRestrictions: restricts(proxy) ? "glob" : "off",
    sessionSeconds: Number.isInteger(seconds) && seconds > 0 ? seconds : usualSeconds,
  };
}

/** Patterns read as regular expressions are not judged here: namespaces count as unrestricted then. */
export function restricts(proxy: ProxyRecord | undefined): boolean {
  const flag = proxy?.flags["namespace-restrictions"];
  const format = proxy?.flags["namespace-restriction-format"] ?? "glob";
  return (flag === "glob" || flag === "true") && format === "glob";
}

/** `arn:aws:iam::111122223333:role/pods/`; other text is none. */
function readBase(text: string | undefined, { partition, account }: SettingsWishes): RoleBase | undefined {
  const found = /^arn:([a-z-]+):iam::(\d{12}):role(\/[^*?\s]*)?$/.exec(text ?? "");
  if (found === null) return undefined;
  const [, ownPartition = partition, ownAccount = account, path = "/"] = found;
  return { partition: ownPartition, account: ownAccount, path: path.endsWith("/") ? path : `${path}/` };
}
