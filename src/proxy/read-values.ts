// The values of the proxy's flags, each read strictly.
import { isIP } from "node:net";
import { parseRoleArn } from "../iam/arn.ts";
import { defaultPrefix, isRolePrefix } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { parseClusterName } from "../pods/session-tags.ts";
import type { ClusterName } from "../pods/session-tags.ts";
import { isTaintKey } from "../pods/taint-key.ts";
import { quote } from "./given-flags.ts";
import type { GivenFlags } from "./given-flags.ts";

export interface Endpoint {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

export function readEndpoint(given: GivenFlags, name: string, absent: string): Endpoint {
  const text = given.text(name) ?? absent;
  const endpoint = parseEndpoint(text);
  if (endpoint !== undefined) return endpoint;
  given.report(`--${name}`, `${quote(text)} is not ADDRESS:PORT, like 127.0.0.1:8181 or [::1]:8181`);
  return { host: "", port: 0 };
}

/** One, or one of each family with a comma between them. */
export function readEndpoints(given: GivenFlags, name: string, absent: string): [Endpoint, Endpoint | undefined] {
  const texts = (given.text(name) ?? absent).split(",");
  if (texts.length === 1) return [readEndpoint(given, name, absent), undefined];
  const [first, second, third] = texts.map(parseEndpoint);
  if (first === undefined || second === undefined || third !== undefined || isIP(first.host) === isIP(second.host)) {
    given.report(
      `--${name}`,
      `${quote(texts.join(","))} is not one IPv4 and one IPv6 ADDRESS:PORT with a comma between`,
    );
  }
  return [first ?? { host: "", port: 0 }, second];
}

/** `127.0.0.1:8181` or `[fd00::1]:8181`: an address, because a name could come to mean another one. */
function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:([\d.]+)|\[([0-9a-fA-F:.]+)\]):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  const family = match?.[1] === undefined ? 6 : 4;
  return host !== undefined && isIP(host) === family && port <= 65_535 ? { host, port } : undefined;
}

/** The ARN of any role under the base, or one that ends in `role/` or `role/PATH/`. */
export function readBase(given: GivenFlags): RoleBase | undefined {
  const text = given.text("base-role-arn");
  if (text === undefined) return undefined;
  const slash = text.endsWith("/") ? text : `${text}/`;
  const match = /^arn:([a-z-]+):iam::(\d{12}):role(\/.*)$/.exec(slash);
  if (match !== null && parseRoleArn(`${slash}any`) !== undefined) {
    return { partition: match[1] ?? "", account: match[2] ?? "", path: match[3] ?? "/" };
  }
  given.report("--base-role-arn", `${quote(text)} is not arn:PARTITION:iam::ACCOUNT:role/ with an optional path`);
  return undefined;
}

/** The root, too: kube2iam resolves names there. */
export function readPrefix(given: GivenFlags, absent = defaultPrefix): string {
  const text = given.text("prefix") ?? absent;
  if (text !== "/" && !isRolePrefix(text))
    given.report("--prefix", `${quote(text)} is neither a path such as /pods/ nor the beginning of a name`);
  return text;
}

/** With less than half an hour a session has less than 15 minutes left when it is renewed, and SDKs begin to complain. */
export function readSeconds(given: GivenFlags, absent = 3_600): number {
  const text = given.text("session-seconds") ?? String(absent);
  const [, number, unit = ""] = /^(\d{1,5})([smh]?)$/.exec(text) ?? [];
  const seconds = Number(number) * { "": 1, s: 1, m: 60, h: 3_600 }[unit as "" | "s" | "m" | "h"];
  if (seconds >= 1_800 && seconds <= 43_200) return seconds;
  given.report("--session-seconds", `${quote(text)} is not from 1800 to 43200 seconds`);
  return 0;
}

export function readCluster(given: GivenFlags): ClusterName | undefined {
  const text = given.text("session-tags");
  if (text === undefined) return undefined;
  const cluster = parseClusterName(text);
  if (cluster === undefined)
    given.report("--session-tags", `${quote(text)} is neither the name nor the ARN of a cluster`);
  return cluster;
}

export function readTaintKey(given: GivenFlags): string | undefined {
  const text = given.text("startup-taint");
  if (text !== undefined && !isTaintKey(text)) {
    given.report("--startup-taint", `${quote(text)} is no key of a taint, like iamctl/proxy-not-ready`);
  }
  return text;
}

/** Go's: `15m`, `1h30m`, `1.5s`, `0`; in milliseconds. https://pkg.go.dev/time#ParseDuration */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (text.length > 40 || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(text)) return undefined;
  const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit as keyof typeof units],
    0,
  );
}
