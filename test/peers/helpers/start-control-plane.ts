// Starts a real Kubernetes control plane on loopback: etcd, API server with RBAC, controller manager, scheduler.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { findFreePort } from "./free-port.ts";
import { createKubeClient, type KubeClient } from "./kube-client.ts";
import { findPrograms } from "./peer-programs.ts";
import { findRunFolder } from "./run-folder.ts";
import { type RunningProgram, startProgram } from "./start-program.ts";

export interface ControlPlane {
  readonly url: string;
  /** Of a cluster administrator. */
  readonly kubeconfig: string;
  readonly client: KubeClient;
  /** A kubeconfig of another user (the file's path): one of `users`. */
  kubeconfigOf(user: string): string;
  stopApiServer(): Promise<void>;
  /** On the same port, with the same data. */
  startApiServer(): Promise<void>;
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** In the kubeconfig: of cluster and context. */
  readonly name: string;
  /** Users without any right of their own, to be given some by RBAC. */
  readonly users?: readonly string[];
  /** Controllers ask as often as they like: thousands of pods are made in minutes. */
  readonly hurried?: boolean;
}

const admin = "operator";

export async function startControlPlane({
  name,
  users = [],
  hurried = false,
}: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = mkdtempSync(join(findRunFolder(), "control-plane-"));
  const port = await findFreePort();
  const url = `https://127.0.0.1:${port}`;
  const running: RunningProgram[] = [];
  const start = async (part: string, flags: Readonly<Record<string, string>>): Promise<RunningProgram> => {
    const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const program = await startProgram(findPrograms().controlPlane, [part, ...words], { name: part });
    running.unshift(program);
    return program;
  };
  const stop = async (): Promise<void> => {
    for (const program of running.splice(0)) await program.stop();
  };
  const kubeconfigOf = (user: string): string => writeKubeconfig(folder, name, url, user);
  let apiServer: RunningProgram | undefined;
  const connect = (): KubeClient =>
    createKubeClient({ url, ca: readFileSync(join(folder, "apiserver.crt"), "utf8"), token: tokenOf(admin) });
  try {
    writeSecrets(folder, users);
    const etcd = await startEtcd(start, folder);
    const startApiServer = async (): Promise<void> => {
      apiServer = await start("kube-apiserver", apiServerFlags(folder, port, etcd));
      await apiServer.until(async () => isReady(connect));
    };
    await startApiServer();
    const kubeconfig = kubeconfigOf(admin);
    await start("kube-controller-manager", {
      ...controllerFlags(folder, kubeconfig),
      ...(hurried && { "kube-api-qps": "2000", "kube-api-burst": "4000" }),
    });
    await start("kube-scheduler", { kubeconfig, "leader-elect": "false", "secure-port": "0" });
    const client = connect();
    // An API server that is ready makes its own namespaces after that, and controllers see to them.
    await awaitServiceAccount(client, "kube-system");
    return {
      url,
      kubeconfig,
      client,
      kubeconfigOf,
      stopApiServer: async () => apiServer?.stop(),
      startApiServer,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Comes back when pods can be made there. Earlier ones are refused, and controllers try again later and later. */
export async function awaitServiceAccount(client: KubeClient, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await eventually(`namespace ${namespace} has a service account`, async () =>
    (await client.call(path)).status === 200 ? true : undefined,
  );
}

type Start = (part: string, flags: Readonly<Record<string, string>>) => Promise<RunningProgram>;

async function startEtcd(start: Start, folder: string): Promise<string> {
  const client = `http://127.0.0.1:${await findFreePort()}`;
  const peer = `http://127.0.0.1:${await findFreePort()}`;
  const etcd = await start("etcd", { "data-dir": join(folder, "etcd"), "client-url": client, "peer-url": peer });
  await etcd.until(() => etcd.output().includes("etcd is ready") || undefined);
  return client;
}

function apiServerFlags(folder: string, port: number, etcd: string): Record<string, string> {
  const key = join(folder, "service-accounts.pem");
  return {
    "etcd-servers": etcd,
    "cert-dir": folder,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "secure-port": String(port),
    "authorization-mode": "RBAC",
    "token-auth-file": join(folder, "tokens.csv"),
    "service-cluster-ip-range": "10.96.0.0/16",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-signing-key-file": key,
    "service-account-key-file": key,
    // A loopback address is refused as an endpoint of the service `kubernetes`, which nobody here uses.
    "endpoint-reconciler-type": "none",
  };
}

function controllerFlags(folder: string, kubeconfig: string): Record<string, string> {
  return {
    kubeconfig,
    "leader-elect": "false",
    "secure-port": "0",
    "root-ca-file": join(folder, "apiserver.crt"),
    "service-account-private-key-file": join(folder, "service-accounts.pem"),
    // A scenario's hour must not come while a test counts pods.
    controllers: "*,-cronjob-controller",
    // The test's kubelet says once that its nodes are ready, and does not repeat it.
    "node-monitor-grace-period": "1h",
  };
}

async function isReady(connect: () => KubeClient): Promise<true | undefined> {
  try {
    return (await connect().call("/readyz")).status === 200 || undefined;
  } catch {
    return undefined;
  }
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file */
function writeSecrets(folder: string, users: readonly string[]): void {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "service-accounts.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const lines = [
    `${tokenOf(admin)},${admin},${admin},system:masters`,
    ...users.map((user) => `${tokenOf(user)},${user},${user}`),
  ];
  writeFileSync(join(folder, "tokens.csv"), `${lines.join("\n")}\n`);
}

function tokenOf(user: string): string {
  return `token-of-${user}`;
}

/** JSON is YAML. */
function writeKubeconfig(folder: string, name: string, server: string, user: string): string {
  const path = join(folder, `kubeconfig-${user}`);
  const cluster = { server, "certificate-authority": join(folder, "apiserver.crt") };
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name: user, user: { token: tokenOf(user) } }],
    contexts: [{ name, context: { cluster: name, user } }],
    "current-context": name,
  };
  writeFileSync(path, JSON.stringify(document), { mode: 0o600 });
  return path;
}
