// Finds and merges the kubeconfig the way kubectl does, and says which cluster and credentials it leads to.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig } from "#kubernetes-client";
import { exitCodes, IamctlError } from "../errors.ts";
import type { ClusterOptions, SignIn } from "./sign-in.ts";

export interface LoadedKubeconfig extends SignIn {
  readonly config: KubeConfig;
  readonly contextName: string;
  readonly defaultNamespace: string;
  /** The name the kubeconfig gives the EKS cluster: a hint, until the endpoint is compared. */
  readonly eksName: string | undefined;
  /** The region that it says an EKS cluster is in. */
  readonly eksRegion: string | undefined;
  /** Base64 of the PEM; absent where the kubeconfig names a file or trusts the system's. */
  readonly certificateAuthority: string | undefined;
  /** The program that fetches credentials (`aws`, `gke-gcloud-auth-plugin`), where there is one. */
  readonly credentialCommand: string | undefined;
}

const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export function loadKubeconfig(options: ClusterOptions): LoadedKubeconfig {
  const config = readConfig(options.kubeconfig);
  const contextName = options.context ?? config.currentContext ?? "";
  if (contextName === "") throw usage("The kubeconfig names no current context", choices(config));
  if (config.getContextObject(contextName) === null)
    throw usage(`The kubeconfig has no context ${contextName}`, choices(config));
  config.setCurrentContext(contextName);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null || user === null) {
    throw usage(
      `Context ${contextName} names a ${cluster === null ? "cluster" : "user"} that the kubeconfig does not hold`,
      choices(config),
    );
  }
  // kubectl speaks plain HTTP to an `http:` server without being told twice; the client library wants this set.
  if (cluster.server.startsWith("http:")) Object.assign(cluster, { skipTLSVerify: true });
  const exec: unknown = user.exec;
  return {
    config,
    contextName,
    serverUrl: cluster.server,
    proxied: cluster.proxyUrl !== undefined,
    apply: (settings) => config.applyToHTTPSOptions(settings),
    defaultNamespace: config.getContextObject(contextName)?.namespace ?? "default",
    eksName: findEksName(exec, [contextName, cluster.name]),
    eksRegion: findEksRegion(exec, [contextName, cluster.name], cluster.server),
    certificateAuthority: cluster.caData,
    credentialCommand: hasCommand(exec) ? exec.command : undefined,
  };
}

function readConfig(kubeconfig: string | undefined): KubeConfig {
  const named = (kubeconfig ?? "").split(delimiter).filter((path) => path !== "");
  const places = named.length > 0 ? named : [join(homedir(), ".kube", "config")];
  const present = places.filter((path) => existsSync(path));
  if (present.length > 0) return mergeFiles(present);
  if (named.length === 0 && existsSync(serviceAccountToken)) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return config;
  }
  throw usage(
    `No kubeconfig at ${places.join(" or ")}`,
    "Name one with --kubeconfig FILE or KUBECONFIG=FILE; for EKS: aws eks update-kubeconfig --name CLUSTER",
  );
}

/** The first file to name a thing wins: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ */
function mergeFiles(paths: readonly string[]): KubeConfig {
  const merged = new KubeConfig();
  for (const path of paths) {
    const { clusters, users, contexts, currentContext } = readFile(path);
    merged.clusters.push(...clusters.filter(({ name }) => merged.clusters.every((known) => known.name !== name)));
    merged.users.push(...users.filter(({ name }) => merged.users.every((known) => known.name !== name)));
    merged.contexts.push(...contexts.filter(({ name }) => merged.contexts.every((known) => known.name !== name)));
    merged.currentContext ||= currentContext;
  }
  return merged;
}

function readFile(path: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(path);
    return config;
  } catch (cause) {
    throw new IamctlError(
      `The kubeconfig ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: `Check it with: kubectl --kubeconfig ${path} config view`,
        exitCode: exitCodes.usage,
        cause,
      },
    );
  }
}

function choices(config: KubeConfig): string {
  const names = config.contexts.map(({ name }) => name);
  return names.length === 0 ? "It holds no contexts at all." : `Choose one with --context: ${names.join(", ")}`;
}

function usage(message: string, hint: string): IamctlError {
  return new IamctlError(message, { hint, exitCode: exitCodes.usage });
}

/** `aws eks get-token --cluster-name X`, `aws-iam-authenticator token -i X`, or a context that is the cluster's ARN. */
function findEksName(exec: unknown, names: readonly string[]): string | undefined {
  const args = hasArgs(exec) ? exec.args.map(String) : [];
  for (const [index, arg] of args.entries()) {
    const [flag = "", value] = arg.split("=", 2);
    if (["--cluster-name", "--cluster-id", "-i"].includes(flag)) return value ?? args[index + 1];
  }
  const arn = names.find((name) => /^arn:[\w-]+:eks:[\w-]+:\d{12}:cluster\//.test(name));
  return arn?.slice(arn.indexOf("/") + 1);
}

/** `--region` of the credential command, the region of the cluster's ARN, or that of an EKS endpoint's name. */
function findEksRegion(exec: unknown, names: readonly string[], server: string): string | undefined {
  const args = hasArgs(exec) ? exec.args.map(String) : [];
  const flag = args.indexOf("--region");
  if (flag >= 0) return args[flag + 1];
  const arn = names.find((name) => /^arn:[\w-]+:eks:[\w-]+:\d{12}:cluster\//.test(name));
  return arn?.split(":")[3] ?? /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.eks\.amazonaws\.com/.exec(server)?.[1];
}

function hasArgs(exec: unknown): exec is { args: readonly unknown[] } {
  return typeof exec === "object" && exec !== null && "args" in exec && Array.isArray(exec.args);
}

function hasCommand(exec: unknown): exec is { command: string } {
  return typeof exec === "object" && exec !== null && "command" in exec && typeof exec.command === "string";
}
