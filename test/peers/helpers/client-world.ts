// A node in a network namespace of its own, with the proxy at the metadata address and the sandbox behind it.
import http from "node:http";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { kindNamed } from "../../../src/sandbox/kube/resource-kinds.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start-sandbox.ts";
import { type Client, type ClientSession, startClient } from "./client-session.ts";
import { type NetworkNamespace, startNetworkNamespace } from "./netns.ts";
import { openTunnel } from "./netns-tunnel.ts";
import { findRunFolder } from "./run-folder.ts";
import { type RunningProgram, startProgram } from "./start-program.ts";

export interface ClientWorld {
  readonly sandbox: Sandbox;
  /** From now on, whatever runs in the namespace and asks for metadata has the address of this pod. */
  become(pod: string): Promise<void>;
  startClient(client: Client): Promise<ClientSession>;
  /** Answers that the proxy has given since it started: `credentials 200` → how many. */
  answers(): Promise<Readonly<Record<string, number>>>;
  /** What the present proxy has written, a JSON object a line. */
  log(): string;
  /** Ends the proxy and starts another one, which knows nothing of the first. */
  restartProxy(): Promise<void>;
  stop(): Promise<void>;
}

const root = findPackageFolder();
const metadataAddress = "169.254.169.254";
const operations = "127.0.0.1:9191";

/** Shortens the sessions that STS gives to `sessionSeconds`, where it is named: the proxy asks for an hour. */
export async function startClientWorld({ sessionSeconds }: { readonly sessionSeconds?: number } = {}) {
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
    const operationsSocket = join(folder, "operations");
    const tunnels = [`${operationsSocket}=${operations}`];
    const [node] = sandbox.nodes;
    for (const url of [sandbox.awsUrl, sandbox.kubeUrl, node?.imdsUrl ?? ""]) {
      const { host, port } = new URL(url);
      const tunnel = await openTunnel(join(folder, port), host);
      started.push({ stop: () => tunnel.close() });
      tunnels.push(`${host}=${join(folder, port)}`);
    }
    const namespace = await startNetworkNamespace({ name: "node", tunnels });
    started.push(namespace);
    await namespace.run("ip", "address", "add", `${metadataAddress}/32`, "dev", "lo");
    let proxy = await runProxy(namespace, sandbox, folder);
    started.push({ stop: () => proxy.stop() });
    return {
      sandbox,
      become: (pod) => usePodAddress(namespace, addressOf(sandbox, pod)),
      startClient: (client) => startClient(client, { namespace, env: clientEnvironment(sandbox), target }),
      answers: async () => readAnswers(operationsSocket),
      log: () => proxy.output(),
      async restartProxy() {
        await proxy.stop();
        proxy = await runProxy(namespace, sandbox, folder);
      },
      stop,
    } satisfies ClientWorld as ClientWorld;
  } catch (error) {
    await stop();
    throw error;
  }
}

const target = ["letters", "hello.txt"] as const;

function shortenSessions(sandbox: Sandbox, seconds: number): void {
  const { credentials } = sandbox.aws;
  const { issue } = credentials;
  credentials.issue = (request) => issue(request.source === "assume-role" ? { ...request, seconds } : request);
}

async function runProxy(namespace: NetworkNamespace, { env }: Sandbox, folder: string): Promise<RunningProgram> {
  const flags = ["--listen", `${metadataAddress}:80`, "--operations-listen", operations];
  const command = namespace.inside(process.execPath, [join(root, "bin/iamctl.js"), "proxy", ...flags]);
  // The operator's keys are a person's: the node has those of its role.
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...ofNode } = env;
  const proxy = await startProgram(...command, { name: "proxy", env: { ...ofNode, HOME: folder } });
  try {
    await proxy.until(() => (proxy.output().includes('"listening"') ? true : undefined));
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

function addressOf({ kube }: Sandbox, name: string): string {
  const pod = kube.list(kindNamed("Pod")).find(({ metadata }) => metadata.name === name);
  return String((pod?.status as { readonly podIP?: string } | undefined)?.podIP);
}

/** No keys, and nothing about metadata: what a pod's environment usually holds. */
function clientEnvironment({ awsUrl, region }: Sandbox): Record<string, string> {
  return { AWS_ENDPOINT_URL: awsUrl, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

async function readAnswers(socketPath: string): Promise<Readonly<Record<string, number>>> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ socketPath, path: "/metrics", agent: false }, resolve).once("error", reject);
  });
  const samples = (await text(response)).matchAll(
    /^iamctl_proxy_answers_total\{route="(.+)",status="(\d+)"\} (\d+)$/gm,
  );
  return Object.fromEntries([...samples].map(([, route, status, count]) => [`${route} ${status}`, Number(count)]));
}
