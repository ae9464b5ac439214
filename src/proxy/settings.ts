// Turns the proxy's flags and environment into its settings, or into every fault in them at once.
import type { RoleBase } from "../iam/role-reference.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import { createGivenFlags, quote } from "./given-flags.ts";
import type { Environment, GivenFlags, ProxyFlags } from "./given-flags.ts";
import { readKube2iamFlags } from "./kube2iam-flags.ts";
import { logLevels } from "./log.ts";
import type { LogLevel } from "./log.ts";
import type { FirewallName } from "./network/firewall.ts";
import { firewallNames } from "./network/firewall.ts";
import type { Interception } from "./network/interception.ts";
import { readInterception } from "./read-interception.ts";
import {
  readBase,
  readCluster,
  readEndpoint,
  readEndpoints,
  readPrefix,
  readSeconds,
  readTaintKey,
} from "./read-values.ts";
import type { Endpoint } from "./read-values.ts";
import { readRequestSettings } from "./request-settings.ts";
import type { RequestSettings } from "./request-settings.ts";

export interface ProxySettings extends Omit<RoleSettings, "base" | "defaultRole"> {
  readonly node: string;
  readonly listen: Endpoint;
  /** For the other family of addresses. */
  readonly alsoListen: Endpoint | undefined;
  /** Of health and metrics; absent to answer them where pods ask, to the node itself only: kube2iam's probes look there. */
  readonly operations: Endpoint | undefined;
  /** What role names are resolved against; absent to take account and partition of the node. */
  readonly base: RoleBase | undefined;
  /** Without a `base`: names stand under the path of the prefix, or under the root of the account as kube2iam has it. */
  readonly prefix: string;
  readonly defaultRole: string | undefined;
  readonly tokens: "required" | "optional";
  readonly requests: RequestSettings;
  /** Absent where the rules of the node are somebody else's. */
  readonly network: NetworkSettings | undefined;
  /** Of the node's own metadata service; absent for the usual address. */
  readonly metadataEndpoint: string | undefined;
  readonly logLevel: LogLevel;
  /** Key of a taint that keeps pods off the node until it is served; absent to leave taints alone. */
  readonly startupTaint: string | undefined;
}

export interface NetworkSettings {
  readonly firewall: FirewallName | "auto";
  readonly interception: Interception;
}

export type SettingsResult =
  | {
      readonly kind: "settings";
      readonly settings: ProxySettings;
      /** What was given and has no effect, or another one than it had in kube2iam. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Flags go before environment, our own before kube2iam's, and both before defaults. */
export function readSettings(flags: ProxyFlags, env: Environment): SettingsResult {
  const faults: string[] = [];
  const given = createGivenFlags(flags, env, faults);
  const kube2iam = readKube2iamFlags(given, env);
  const base = readBase(given);
  const [listen, alsoListen] = readEndpoints(given, "listen", kube2iam.listen ?? "127.0.0.1:8181");
  const firewall = given.choice("rules", ["off", "auto", ...firewallNames], kube2iam.rules);
  const settings: ProxySettings = {
    node: readNode(given, env),
    listen,
    alsoListen,
    operations: kube2iam.sharesPort
      ? undefined
      : readEndpoint(given, "operations-listen", kube2iam.operations ?? "127.0.0.1:9191"),
    base,
    prefix: readPrefix(given, kube2iam.prefix),
    defaultRole: readDefaultRole(given, base),
    namespaceRestrictions: readRestrictions(given, kube2iam.format),
    reportOnly: given.isOn("report-only"),
    tokens: given.choice("tokens", ["required", "optional"]),
    requests: readRequestSettings(given),
    sessionSeconds: readSeconds(given, kube2iam.sessionSeconds),
    sessionNames: given.choice("session-names", ["node", "pod"]),
    ...optional("sessionTags", readCluster(given)),
    ...optional("keys", kube2iam.keys),
    network: firewall === "off" ? undefined : { firewall, interception: readInterception(given, [listen, alsoListen]) },
    metadataEndpoint: kube2iam.metadataEndpoint,
    logLevel: readLogLevel(given),
    startupTaint: readTaintKey(given),
  };
  return faults.length === 0 ? { kind: "settings", settings, notes: kube2iam.notes } : { kind: "faults", faults };
}

function readNode(given: GivenFlags, env: Environment): string {
  const name = given.text("node") ?? (env["IAMCTL_NODE_NAME"] || env["NODE_NAME"] || undefined);
  if (name !== undefined && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return name;
  if (name === undefined)
    given.report("--node", "is missing: name the node, or set IAMCTL_NODE_NAME from spec.nodeName");
  else given.report("--node", `${quote(name)} is no node name`);
  return "";
}

function readDefaultRole(given: GivenFlags, base: RoleBase | undefined): string | undefined {
  const text = given.text("default-role");
  if (text === undefined) return undefined;
  const anyBase = base ?? { partition: "aws", account: "000000000000", path: "/" };
  const resolved = resolveRoleReference(text, anyBase);
  if (resolved.kind === "malformed") given.report("--default-role", `${quote(text)}: ${resolved.problem}`);
  return text;
}

/** kube2iam turns them on without a value, or with `true`. */
function readRestrictions(given: GivenFlags, format: "glob" | "regexp"): ProxySettings["namespaceRestrictions"] {
  const text = given.text("namespace-restrictions");
  if (text === "true" || text === "on") return format;
  if (text === undefined || text === "false") return "off";
  return given.choice("namespace-restrictions", ["off", "glob", "regexp"]);
}

function readLogLevel(given: GivenFlags): LogLevel {
  const text = given.text("log-level")?.toLowerCase() ?? "info";
  const level = { warning: "warn", fatal: "error", panic: "error", trace: "debug" }[text] ?? text;
  const found = logLevels.find((candidate) => candidate === level);
  if (found === undefined) given.report("--log-level", `${quote(text)} is none of ${logLevels.join(", ")}`);
  return found ?? "info";
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}
