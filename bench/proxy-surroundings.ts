// What the proxy needs around it to be measured: an API server with so many pods, a metadata service and an STS.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export const nodeName = "node-1";

export interface Surroundings {
  readonly apiPort: number;
  /** Metadata service and STS in one. */
  readonly awsUrl: string;
  /** As in a pod: `token` and `ca.crt`. */
  readonly serviceAccount: string;
  /** Role of every call to AssumeRole. */
  readonly calls: string[];
  stop(): void;
}

export interface SurroundingsOptions {
  readonly folder: string;
  readonly pods: readonly BenchPod[];
  /** Milliseconds that STS takes. */
  readonly stsTakes: number;
}

export interface BenchPod {
  readonly name: string;
  readonly address: string;
  readonly role: string | undefined;
}

/** Pods at loopback addresses, each with one of so many roles. */
export function makePods(count: number, roles: number): BenchPod[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `app-${at}-7d9c6f5b4-abcde`,
    address: `127.1.${at >> 8}.${at & 255}`,
    role: `role-${at % roles}`,
  }));
}

export async function startSurroundings({ folder, pods, stsTakes }: SurroundingsOptions): Promise<Surroundings> {
  const calls: string[] = [];
  const [key, certificate] = makeCertificate(folder);
  const api = await open(https.createServer({ key, cert: certificate }, answerCluster(pods)));
  const aws = await open(http.createServer(answerAws(calls, stsTakes)));
  return {
    apiPort: portOf(api),
    awsUrl: `http://127.0.0.1:${portOf(aws)}`,
    serviceAccount: folder,
    calls,
    stop() {
      for (const server of [api, aws]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function makeCertificate(folder: string): [key: Buffer, certificate: Buffer] {
  const [key, certificate] = [join(folder, "tls.key"), join(folder, "ca.crt")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"];
  const words = ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", certificate];
  execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
  execFileSync("sh", ["-c", 'printf bench > "$1"', "sh", join(folder, "token")]);
  return [readFileSync(key), readFileSync(certificate)];
}

/** Lists and watches of pods and namespaces, which clients written in Go accept as well. */
function answerCluster(pods: readonly BenchPod[]): RequestListener {
  const podItems = pods.map(toObject);
  const namespaces = [{ metadata: { name: "shop", uid: "uid-of-shop", resourceVersion: "1" } }];
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://api");
    const [kind, items] = pathname === "/api/v1/pods" ? ["PodList", podItems] : ["NamespaceList", namespaces];
    response.setHeader("Content-Type", "application/json");
    // Whoever would have the watch bring what is there already lists it instead, as with an older API server.
    if (searchParams.has("sendInitialEvents")) return void response.writeHead(422).end(JSON.stringify(invalid));
    if (searchParams.get("watch") === "true") return response.flushHeaders();
    const from = Number(searchParams.get("continue") ?? 0);
    const next = from + Number(searchParams.get("limit") ?? items.length);
    const metadata = { resourceVersion: "1", ...(next < items.length && { continue: String(next) }) };
    return void response.end(JSON.stringify({ kind, apiVersion: "v1", metadata, items: items.slice(from, next) }));
  };
}

const invalid = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Invalid", code: 422 };

/** As large as a pod of a real cluster is: what the proxy does not need, it has to leave out by itself. */
function toObject({ name, address, role }: BenchPod): object {
  const env = Array.from({ length: 20 }, (_, at) => ({ name: `SETTING_${at}`, value: `value-of-${at}-`.repeat(3) }));
  return {
    metadata: {
      ...{ name, namespace: "shop", uid: `uid-of-${name}` },
      ...(role !== undefined && { annotations: { "iam.amazonaws.com/role": role } }),
    },
    spec: { nodeName, serviceAccountName: "default", containers: [{ name: "app", image: "app:1", env }] },
    status: { phase: "Running", podIP: address, podIPs: [{ ip: address }] },
  };
}

function answerAws(calls: string[], stsTakes: number): RequestListener {
  return (request, response) => {
    if (request.method === "POST") return void answerSts(request, response, calls, stsTakes);
    if (request.method === "PUT") {
      response.setHeader("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600");
      return void response.end("token-of-the-node");
    }
    const soon = new Date(Date.now() + 6 * 3_600_000).toISOString();
    const keys = { AccessKeyId: "ASIANODE", SecretAccessKey: "node-secret", Token: "node-session", Expiration: soon };
    const documents: Readonly<Record<string, string>> = {
      "/latest/meta-data/iam/security-credentials/": "node",
      "/latest/meta-data/iam/security-credentials/node": JSON.stringify({ Code: "Success", ...keys }),
      "/latest/dynamic/instance-identity/document": '{"accountId":"111122223333","region":"eu-west-1"}',
      "/latest/meta-data/instance-id": "i-0123456789abcdef0",
    };
    const document = documents[request.url ?? ""];
    response.statusCode = document === undefined ? 404 : 200;
    return void response.end(document);
  };
}

async function answerSts(request: IncomingMessage, response: ServerResponse, calls: string[], stsTakes: number) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const role = new URLSearchParams(Buffer.concat(chunks).toString()).get("RoleArn");
  // kube2iam asks EC2 which Regions there are before it asks STS for anything.
  if (role === null) return void response.end("<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>");
  calls.push(role);
  const number = String(calls.length).padStart(12, "0");
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const fields = {
    AccessKeyId: `ASIAPOD${number}`,
    SecretAccessKey: `${number}/secret+of/forty+characters/xx`,
    SessionToken: `${"A session token of some eight hundred characters. ".repeat(16)}${number}`,
    Expiration: soon,
  };
  const xml = Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
  const result = `<AssumeRoleResult><Credentials>${xml}</Credentials></AssumeRoleResult>`;
  const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
  setTimeout(() => response.end(`<AssumeRoleResponse xmlns="${namespace}">${result}</AssumeRoleResponse>`), stsTakes);
}

async function open<Opened extends Server | https.Server>(server: Opened): Promise<Opened> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server | https.Server): number {
  return (server.address() as AddressInfo).port;
}
