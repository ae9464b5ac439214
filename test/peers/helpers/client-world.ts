// A node in a network namespace of its own, with the proxy at the metadata address and the sandbox behind it.
import http from "node:http";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { text } from "node:stream/consumers";
import { findPackageFolder } from "../../../src/package-folder.ts";
import type { KubeObject } from "../../../src/sandbox/kube/kube-object.ts";
import { kindNamed } from "../../../src/sandbox/kube/resource-kinds.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start-sandbox.ts";
import { type Client, type ClientSession, startClient } from "./client-session.ts";
import { eventually } from "./eventually.ts";
import { type NetworkNamespace, startNetworkNamespace } from "./netns.ts";
import { openTunnel, type Tunnel } from "./netns-tunnel.ts";
import { probe } from "./netns-probe.ts";
import { findPrograms } from "./peer-programs.ts";
import { findRunFolder } from "./run-folder.ts";
import { type RunningProgram, startProgram } from "./start-program.ts";

export interface ClientWorld {
  readonly sandbox: Sandbox;
  /** Of the node. */
  readonly namespace: NetworkNamespace;
  /** `FROM=TO`, with which another namespace reaches the simulated AWS where its environment says. */
  readonly awsTunnel: string;
  /** What the node reaches its API server, or the real metadata service, through. */
  link(to: "cluster" | "metadata"): Pick<Tunnel, "cut" | "mend">;
  /** From now on, whatever runs in the namespace and asks for metadata has the address of this pod. */
  become(pod: string): Promise<void>;
  /** In the node's namespace, unless another is named. */
  startClient(client: Client, namespace?: NetworkNamespace): Promise<ClientSession>;
  /** Comes back when the proxy knows its pods. */
  ready(): Promise<void>;
  /** Comes back when the proxy has credentials of the role that it will hand out for eight seconds more, so that no client waits for STS. */
  warm(role: string): Promise<void>;
  /** Answers that the proxy has given since it started: `credentials 200` → how many. */
  answers(): Promise<Readonly<Record<string, number>>>;
  /** What the present proxy has written, a JSON object a line. */
  log(): string;
  /** Everything that the present proxy counts. */
  metrics(): Promise<string>;
  /** `FROM=TO`, with which another namespace reaches the node's real metadata service at `from`. */
  metadataTunnel(from: string): string;
  /** With more flags than it has anyway; the present one keeps running. */
  startProxy(flags?: readonly string[]): Promise<RunningProgram>;
  /** From then on nobody listens at the metadata address. */
  endProxy(signal?: "SIGKILL"): Promise<void>;
  /** Ends the proxy and starts another one, which knows nothing of the first; `fullDisk`: and can write no log. */
  restartProxy(signal?: "SIGKILL", disk?: "fullDisk"): Promise<void>;
  /** The present proxy believes that it is so many milliseconds later than it is. */
  shiftClock(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

const root = findPackageFolder();
const metadataAddress = "169.254.169.254";
const operations = "127.0.0.1:9191";

export interface ClientWorldOptions {
  /** Of the sessions that STS gives, instead of what it is asked for. */
  readonly sessionSeconds?: number;
  /** Where the proxy listens on the node, instead of at the metadata address itself. */
  readonly listen?: { readonly address: string; readonly port: number; readonly alsoAddress?: string };
  /** Of the proxy, beside those that say where it listens. */
  readonly flags?: readonly string[];
  /** Where the proxy looks for programs first. */
  readonly path?: string;
  /** The test starts the proxy itself. */
  readonly waits?: boolean;
  /** Of pods, by name, instead of the sandbox's; several with commas between. */
  readonly addresses?: Readonly<Record<string, string>>;
}

/** Needs root. */
export async function startClientWorld(options: ClientWorldOptions = {}): Promise<ClientWorld> {
  const { sessionSeconds, listen = { address: metadataAddress, port: 80 }, addresses = {}, waits = false } = options;
  const folder = mkdtempSync(join(findRunFolder(), "clients-"));
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  try {
    const scenario = join(root, "test/peers/clients/scenario.yaml");
    const sandbox = await startSandbox({ scenario, stateFolder: folder });
    started.push(sandbox);
    if (sessionSeconds !== undefined) shortenSessions(sandbox, sessionSeconds);
    for (const [pod, address] of Object.entries(addresses)) movePod(sandbox, pod, address);
    const operationsSocket = join(folder, "operations");
    const tunnels: string[] = [];
    const opened: Tunnel[] = [];
    const [node] = sandbox.nodes;
    for (const url of [sandbox.awsUrl, sandbox.kubeUrl, node?.imdsUrl ?? ""]) {
      // Servers at different loopback addresses may have the same port.
      const { host } = new URL(url);
      const tunnel = await openTunnel(join(folder, host), host);
      started.push({ stop: () => tunnel.close() });
      opened.push(tunnel);
      tunnels.push(`${host}=${join(folder, host)}`);
    }
    const [awsTunnel, , metadataTunnel = ""] = tunnels;
    const fromOutside = `${operationsSocket}=${operations}`;
    const namespace = await startNetworkNamespace({ name: "node", tunnels: [...tunnels, fromOutside] });
    started.push(namespace);
    await namespace.run("ip", "address", "add", `${listen.address}/32`, "dev", "lo");
    const { alsoAddress } = listen;
    if (alsoAddress !== undefined) await namespace.run("ip", "address", "add", `${alsoAddress}/128`, "dev", "lo");
    const also = alsoAddress === undefined ? "" : `,[${alsoAddress}]:${listen.port}`;
    const endpoints = ["--listen", `${listen.address}:${listen.port}${also}`, "--operations-listen", operations];
    let proxy: RunningProgram | undefined;
    const clock = join(folder, "clock");
    const env = { ...sandbox.env, SHIFTED_CLOCK: clock, NODE_OPTIONS: `--import=${shiftingClock}` };
    const startProxy = async (flags: readonly string[] = [], disk?: "fullDisk"): Promise<RunningProgram> => {
      const words = [...endpoints, ...(options.flags ?? []), ...flags];
      proxy = await runProxy(namespace, { env, folder, words, path: options.path, disk, operationsSocket });
      return proxy;
    };
    const endProxy = async (signal?: "SIGKILL"): Promise<void> => {
      if (signal === "SIGKILL" && proxy !== undefined) process.kill(proxy.pid, signal);
      await proxy?.stop();
      proxy = undefined;
    };
    const ready = async (): Promise<void> =>
      void (await eventually("the proxy is ready", async () => (await isReady(operationsSocket)) || undefined));
    started.push({ stop: async () => proxy?.stop() });
    if (!waits) await startProxy().then(ready);
    return {
      sandbox,
      namespace,
      awsTunnel: awsTunnel ?? "",
      link: (to) => opened[to === "cluster" ? 1 : 2] as Tunnel,
      become: (pod) => usePodAddress(namespace, addressOf(sandbox, pod)),
      startClient: (client, within = namespace) =>
        startClient(client, { namespace: within, env: clientEnvironment(sandbox), target }),
      ready,
      async warm(role) {
        const path = `/latest/meta-data/iam/security-credentials/${role}`;
        await eventually(`the proxy has fresh credentials of ${role}`, async () => {
          const body = await probe(namespace, ["metadata", metadataAddress, 80, path], 10_000);
          const end = Date.parse(/"Expiration" : "(.+)"/.exec(body)?.[1] ?? "");
          return end - Date.now() > shortestLife || undefined;
        });
      },
      answers: async () => readAnswers(operationsSocket),
      log: () => proxy?.output() ?? "",
      metrics: async () => readMetrics(operationsSocket),
      metadataTunnel: (from) => metadataTunnel.replace(/^[^=]*/, from),
      startProxy,
      endProxy,
      async restartProxy(signal, disk) {
        await endProxy(signal);
        await startProxy([], disk);
      },
      async shiftClock(milliseconds) {
        writeFileSync(clock, String(milliseconds));
        if (proxy === undefined) return;
        process.kill(proxy.pid, "SIGUSR2");
        const seen = `${clock}-seen`;
        await eventually("the proxy's clock is another", async () =>
          existsSync(seen) && readFileSync(seen, "utf8") === String(milliseconds) ? true : undefined,
        );
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const target = ["letters", "hello.txt"] as const;
/** Of a session: the last minute of it is handed out to nobody. */
const shortestLife = 68_000;
const shiftingClock = pathToFileURL(join(root, "build/test/peers/helpers/shift-clock.js")).href;

function shortenSessions(sandbox: Sandbox, seconds: number): void {
  const { credentials } = sandbox.aws;
  const { issue } = credentials;
  credentials.issue = (request) => issue(request.source === "assume-role" ? { ...request, seconds } : request);
}

interface ProxyOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly words: readonly string[];
  readonly path: string | undefined;
  readonly disk: "fullDisk" | undefined;
  readonly operationsSocket: string;
}

async function runProxy(namespace: NetworkNamespace, options: ProxyOptions): Promise<RunningProgram> {
  const { env, folder, words, path, disk, operationsSocket } = options;
  const run = [process.execPath, findPrograms().proxy, ...words];
  const [program = "", ...rest] = disk === undefined ? run : ["sh", "-c", 'exec "$@" >/dev/full', "sh", ...run];
  const command = namespace.inside(program, rest);
  // The operator's keys are a person's: the node has those of its role.
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...ofNode } = env;
  const before = path === undefined ? {} : { PATH: `${path}:${process.env["PATH"] ?? ""}` };
  const settings = { name: "proxy", env: { ...ofNode, ...before, HOME: folder }, endsWithin: 60_000 };
  const proxy = await startProgram(...command, settings);
  try {
    const listens = async (): Promise<boolean> => {
      if (disk === undefined) return proxy.output().includes('"listening"');
      return isReady(operationsSocket);
    };
    await proxy.until(async () => ((await listens()) ? true : undefined));
  } catch (error) {
    await proxy.stop();
    throw error;
  }
  return proxy;
}

/** The client cannot choose: the kernel picks the address with the route. */
async function usePodAddress(namespace: NetworkNamespace, address: string): Promise<void> {
  const route = ["local", metadataAddress, "dev", "lo", "table", "local", "src", address, "scope", "host"];
  await namespace.run("ip", "route", "replace", ...route);
}

function addressOf(sandbox: Sandbox, name: string): string {
  return String((findPod(sandbox, name).status as { readonly podIP?: string } | undefined)?.podIP);
}

function movePod(sandbox: Sandbox, name: string, address: string): void {
  const pod = findPod(sandbox, name);
  const ips = address.split(",");
  const status = { ...pod.status, podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) };
  sandbox.kube.replace(kindNamed("Pod"), { ...pod, status });
}

function findPod({ kube }: Sandbox, name: string): KubeObject {
  return kube.get(kindNamed("Pod"), "app", name);
}

/** No keys, and nothing about metadata: what a pod's environment usually holds. */
function clientEnvironment({ awsUrl, region }: Sandbox): Record<string, string> {
  return { AWS_ENDPOINT_URL: awsUrl, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

async function isReady(socketPath: string): Promise<boolean> {
  const response = await readOperations(socketPath, "/readyz").catch(() => undefined);
  return response?.resume().statusCode === 200;
}

async function readMetrics(socketPath: string): Promise<string> {
  return text(await readOperations(socketPath, "/metrics"));
}

function readOperations(socketPath: string, path: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get({ socketPath, path, agent: false }, resolve).once("error", reject);
  });
}

async function readAnswers(socketPath: string): Promise<Readonly<Record<string, number>>> {
  const samples = (await readMetrics(socketPath)).matchAll(
    /^iamctl_proxy_answers_total\{route="(.+)",status="(\d+)"\} (\d+)$/gm,
  );
  return Object.fromEntries([...samples].map(([, route, status, count]) => [`${route} ${status}`, Number(count)]));
}
