// The values of flags, read strictly: `undefined` for what is not one.
import type { AuditForm, AuditOutput, FailOn } from "../command-options.ts";
import { isRolePrefix } from "../iam/role-prefix.ts";
import { isTaintKey } from "../pods/taint-key.ts";

/** `90`, `90s`, `5m`, `1h` in seconds; more than none and at most a day. */
export function parseSeconds(text: string): number | undefined {
  const match = /^(\d{1,5})([smh]?)$/u.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[1]) * { "": 1, s: 1, m: 60, h: 3600 }[match[2] as "" | "s" | "m" | "h"];
  return seconds > 0 && seconds <= 86_400 ? seconds : undefined;
}

/** Seconds that AssumeRole may be asked for. */
export function parseSessionSeconds(text: string): number | undefined {
  const seconds = parseSeconds(text);
  return seconds !== undefined && seconds >= 900 && seconds <= 43_200 ? seconds : undefined;
}

/** A path (`/pods/`) or the beginning of a name (`pod-`). */
export function parsePrefix(text: string): string | undefined {
  return isRolePrefix(text) ? text : undefined;
}

/** An AWS account's id. */
export function parseAccount(text: string): string | undefined {
  return /^\d{12}$/u.test(text) ? text : undefined;
}

/** `KEY=VALUE`; the key has no `=`, the value may. */
export function parseTag(text: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^([^=]{1,128})=(.{0,256})$/u.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}

export const auditForms: readonly AuditForm[] = [
  ...(["table", "wide", "json", "yaml", "sarif", "junit"] as const),
  ...(["csv", "markdown", "html", "dot", "mermaid"] as const),
];

export const failOnNames: readonly FailOn[] = ["critical", "high", "medium", "low", "info", "never"];

/** `sarif`, `sarif=audit.sarif`; `-` as a file is stdout. */
export function parseAuditOutput(text: string): AuditOutput | undefined {
  const [name = "", ...rest] = text.split("=");
  const form = auditForms.find((known) => known === name);
  const file = rest.join("=");
  if (form === undefined || (rest.length > 0 && file === "")) return undefined;
  return file === "" || file === "-" ? { form } : { form, file };
}

/** An interface's name in iptables' notation: `eni+` for all that begin with eni, `!eth0` for all others. */
export function parseInterface(text: string): string | undefined {
  return /^!?[\w.-]{1,15}\+?$/u.test(text) ? text : undefined;
}

/** `registry:5000/team/name:tag@sha256:…`, the digest or the tag left out. */
export function parseImage(text: string): string | undefined {
  return /^[a-z\d][\w.:/-]*(?:@sha256:[a-f\d]{64})?$/u.test(text) ? text : undefined;
}

/** Of a node: `iamctl/proxy-not-ready`. */
export function parseTaintKey(text: string): string | undefined {
  return isTaintKey(text) ? text : undefined;
}
