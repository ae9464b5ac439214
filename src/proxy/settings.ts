// Turns the proxy's flags and environment into its settings, or into every fault in them at once.
import { parseRoleArn } from "../iam/arn.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";

export interface ProxySettings {
  readonly node: string;
  readonly listen: Endpoint;
  readonly operations: Endpoint;
  /** What role names are resolved against; absent to take account and partition of the node, and the path of the prefix. */
  readonly base: RoleBase | undefined;
  readonly prefix: string;
  readonly defaultRole: string | undefined;
  readonly namespaceRestrictions: "off" | "glob";
  readonly tokens: "required" | "optional";
  readonly sessionSeconds: number;
}

export interface Endpoint {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** Absent flags take their value from the environment, or have a default. */
export interface ProxyFlags {
  readonly node?: string | undefined;
  readonly listen?: string | undefined;
  readonly operationsListen?: string | undefined;
  readonly prefix?: string | undefined;
  readonly baseRoleArn?: string | undefined;
  readonly defaultRole?: string | undefined;
  readonly namespaceRestrictions?: string | undefined;
  readonly tokens?: string | undefined;
  readonly sessionSeconds?: number | undefined;
}

export type SettingsResult =
  | { readonly kind: "settings"; readonly settings: ProxySettings }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags go before environment, environment before defaults. */
export function readSettings(flags: ProxyFlags, env: Environment): SettingsResult {
  const faults: string[] = [];
  const report = (fault: string) => void faults.push(fault);
  const base = readBase(flags.baseRoleArn, report);
  const settings: ProxySettings = {
    node: readNode(flags.node ?? env["IAMCTL_NODE_NAME"] ?? env["NODE_NAME"], report),
    listen: readEndpoint("--listen", flags.listen ?? "127.0.0.1:8181", report),
    operations: readEndpoint("--operations-listen", flags.operationsListen ?? "127.0.0.1:9191", report),
    base,
    prefix: flags.prefix ?? "/pods/",
    defaultRole: readDefaultRole(flags.defaultRole, base, report),
    namespaceRestrictions: readChoice("--namespace-restrictions", flags.namespaceRestrictions, ["off", "glob"], report),
    tokens: readChoice("--tokens", flags.tokens, ["required", "optional"], report),
    sessionSeconds: readSeconds(flags.sessionSeconds ?? 3600, report),
  };
  return faults.length === 0 ? { kind: "settings", settings } : { kind: "faults", faults };
}

type Report = (fault: string) => void;

function readNode(name: string | undefined, report: Report): string {
  if (name !== undefined && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return name;
  report(
    name === undefined
      ? "--node is missing: name the node, or set IAMCTL_NODE_NAME from spec.nodeName"
      : `--node ${JSON.stringify(name)} is no node name`,
  );
  return "";
}

/** `127.0.0.1:8181` or `[fd00::1]:8181`: an address, because a name could come to mean another one. */
function readEndpoint(flag: string, text: string, report: Report): Endpoint {
  const match = /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([0-9a-fA-F:.]+)\]):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host !== undefined && port <= 65_535) return { host, port };
  report(`${flag} ${JSON.stringify(text)} is not ADDRESS:PORT, like 127.0.0.1:8181 or [::1]:8181`);
  return { host: "", port: 0 };
}

/** The ARN of any role under the base, or one that ends in `role/` or `role/PATH/`. */
function readBase(text: string | undefined, report: Report): RoleBase | undefined {
  if (text === undefined) return undefined;
  const slash = text.endsWith("/") ? text : `${text}/`;
  const match = /^arn:([a-z-]+):iam::(\d{12}):role(\/.*)$/.exec(slash);
  if (match !== null && parseRoleArn(`${slash}any`) !== undefined) {
    return { partition: match[1] ?? "", account: match[2] ?? "", path: match[3] ?? "/" };
  }
  report(`--base-role-arn ${JSON.stringify(text)} is not arn:PARTITION:iam::ACCOUNT:role/ with an optional path`);
  return undefined;
}

function readDefaultRole(text: string | undefined, base: RoleBase | undefined, report: Report): string | undefined {
  if (text === undefined) return undefined;
  const anyBase = base ?? { partition: "aws", account: "000000000000", path: "/" };
  const resolved = resolveRoleReference(text, anyBase);
  if (resolved.kind === "malformed") report(`--default-role ${JSON.stringify(text)}: ${resolved.problem}`);
  return text;
}

function readChoice<Choice extends string>(
  flag: string,
  text: string | undefined,
  choices: readonly [Choice, Choice],
  report: Report,
): Choice {
  const found = choices.find((choice) => choice === (text ?? choices[0]));
  if (found === undefined) report(`${flag} ${JSON.stringify(text)} is neither ${choices.join(" nor ")}`);
  return found ?? choices[0];
}

/** With less than half an hour a session has less than 15 minutes left when it is renewed, and SDKs begin to complain. */
function readSeconds(seconds: number, report: Report): number {
  if (Number.isInteger(seconds) && seconds >= 1_800 && seconds <= 43_200) return seconds;
  report(`--session-seconds ${seconds} is not a whole number from 1800 to 43200`);
  return 0;
}
