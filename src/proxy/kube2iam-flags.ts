// What kube2iam's own flags mean here: those that make sense work, the others say why they do not.
import { annotationKeys } from "../pods/annotations.ts";
import type { AnnotationKeys } from "../pods/annotations.ts";
import { quote } from "./given-flags.ts";
import type { Environment, GivenFlags } from "./given-flags.ts";
import { parseDuration } from "./read-values.ts";

/** Defaults that kube2iam's flags set for our own. */
export interface Kube2iamSettings {
  readonly listen: string | undefined;
  readonly operations: string | undefined;
  /** Health and metrics are asked for on the port that pods use. */
  readonly sharesPort: boolean;
  readonly prefix: string | undefined;
  readonly rules: "auto" | "off";
  readonly format: "glob" | "regexp";
  readonly sessionSeconds: number | undefined;
  readonly keys: AnnotationKeys | undefined;
  readonly metadataEndpoint: string | undefined;
  readonly notes: readonly string[];
}

export const kube2iamFlags = [
  ...["api-server", "api-token", "insecure", "app-port", "metrics-port", "auto-discover-base-arn"],
  ...["auto-discover-default-role", "iam-role-key", "iam-external-id", "iam-role-session-ttl", "iam-role-error-ttl"],
  ...["metadata-addr", "iptables", "host-ip", "host-interface", "namespace-restriction-format", "namespace-key"],
  ...["cache-resync-period", "resolve-duplicate-cache-ips", "backoff-max-interval", "backoff-max-elapsed-time"],
  ...["use-regional-sts-endpoint", "debug", "log-format"],
] as const;

export type Kube2iamFlag = (typeof kube2iamFlags)[number];

export function readKube2iamFlags(given: GivenFlags, env: Environment): Kube2iamSettings {
  for (const [name, problem] of refused) if (isGiven(given, name)) given.report(`--${name}`, problem);
  const iptables = given.isOn("iptables");
  const discovers = given.isOn("auto-discover-base-arn");
  if (discovers && given.text("base-role-arn") !== undefined)
    given.report("--auto-discover-base-arn", "and --base-role-arn exclude each other");
  const ports = readPorts(given, env);
  return {
    ...ports,
    prefix: discovers ? "/" : undefined,
    rules: iptables ? "auto" : "off",
    format: given.choice("namespace-restriction-format", ["glob", "regexp"]),
    sessionSeconds: readSession(given),
    keys: readKeys(given),
    metadataEndpoint: readMetadataAddress(given),
    notes: readNotes(given, iptables, ports),
  };
}

const refused: readonly (readonly [Kube2iamFlag, string])[] = [
  ["api-server", "is not taken: name the cluster with --kubeconfig, or run in a pod with a service account"],
  ["api-token", "is not taken: everybody who lists processes would read it; give --kubeconfig"],
  ["insecure", "is not taken: whoever answers for the API server decides which pod gets which role"],
  ["auto-discover-default-role", "is not taken: every pod without an annotation would hold the node's own role"],
];

const withoutEffect: readonly (readonly [Kube2iamFlag, string])[] = [
  ["iam-role-error-ttl", "failures are always remembered, for as long as their cause lasts"],
  ["cache-resync-period", "the pods of the node are watched, and listed again whenever the watch breaks"],
  ["resolve-duplicate-cache-ips", "an address that two pods claim is refused to both until one is gone"],
  ["backoff-max-interval", "a request waits for the watch, not for a next try"],
  ["backoff-max-elapsed-time", "a request waits 900 ms at most, less than SDKs do"],
  ["use-regional-sts-endpoint", "regional endpoints of STS are always used"],
  ["debug", "there is no /debug/store: it would tell every pod's role to whoever asks"],
];

function isGiven(given: GivenFlags, name: Kube2iamFlag): boolean {
  const text = given.text(name);
  return text !== undefined && text !== "" && text !== "false";
}

type Ports = Pick<Kube2iamSettings, "listen" | "operations" | "sharesPort">;

/** kube2iam listens on every address; here it is the node's, which its chart gives in HOST_IP. */
function readPorts(given: GivenFlags, env: Environment): Ports {
  const asked = ["app-port", "metrics-port", "host-ip", "iptables"].some((name) => given.text(name) !== undefined);
  if (!asked) return { listen: undefined, operations: undefined, sharesPort: false };
  const host = given.text("host-ip") ?? (env["HOST_IP"] || "0.0.0.0");
  const authority = host.includes(":") ? `[${host}]` : host;
  const appPort = given.text("app-port") ?? "8181";
  const metricsPort = given.text("metrics-port") ?? "8181";
  const isShared = metricsPort === appPort;
  return {
    listen: `${authority}:${appPort}`,
    operations: isShared ? undefined : `${authority}:${metricsPort}`,
    sharesPort: isShared && given.text("operations-listen") === undefined,
  };
}

/** kube2iam asks STS for twice the time after which it asks again. */
function readSession(given: GivenFlags): number | undefined {
  const text = given.text("iam-role-session-ttl");
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) given.report("--iam-role-session-ttl", `${quote(text)} is no duration such as 15m`);
  return Math.min(43_200, Math.max(1_800, Math.round(((milliseconds ?? 0) * 2) / 1_000)));
}

function readKeys(given: GivenFlags): AnnotationKeys | undefined {
  const own = [
    ["role", "iam-role-key"],
    ["externalId", "iam-external-id"],
    ["allowedRoles", "namespace-key"],
  ] as const;
  const keys = own.flatMap(([key, name]) => {
    const text = given.text(name);
    if (text === undefined || text === annotationKeys[key]) return [];
    if (!text.toLowerCase().includes("iam.amazonaws.com"))
      given.report(
        `--${name}`,
        `${quote(text)}: only annotations of iam.amazonaws.com are read, here and by iamctl audit`,
      );
    return [[key, text] as const];
  });
  return keys.length === 0 ? undefined : { ...annotationKeys, ...Object.fromEntries(keys) };
}

function readMetadataAddress(given: GivenFlags): string | undefined {
  const text = given.text("metadata-addr");
  if (text === undefined || text === "169.254.169.254") return undefined;
  if (!/^(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/.test(text))
    given.report("--metadata-addr", `${quote(text)} is not HOST or HOST:PORT`);
  return `http://${text}`;
}

function readNotes(given: GivenFlags, iptables: boolean, { listen, sharesPort }: Ports): readonly string[] {
  const notes = withoutEffect
    .filter(([name]) => isGiven(given, name))
    .map(([name, reason]) => `--${name} has no effect: ${reason}`);
  const format = given.text("log-format");
  if (format !== undefined && format !== "json")
    notes.push("--log-format has no effect: the log is JSON, a line an object");
  if (given.text("host-interface") !== undefined && !iptables && given.text("rules") === undefined)
    notes.push("--host-interface has no effect without --iptables: the rules of this node are somebody else's");
  if (listen?.startsWith("0.0.0.0:") === true)
    notes.push(
      "without --host-ip and HOST_IP the proxy listens on every address of the node, those of its networks included",
    );
  if (sharesPort)
    notes.push("health and metrics are told to the node itself only: for Prometheus give --metrics-port another port");
  return notes;
}
