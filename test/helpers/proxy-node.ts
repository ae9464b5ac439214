// The metadata service and the STS of a node, as small as they can be and still speak the real wire.
import http from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestNode {
  readonly url: string;
  /** Method and path of every metadata request, `sts` with the asked role for every call to STS. */
  readonly requests: string[];
  /** Parameters of every call to STS, with the caller's access key id as `caller`. */
  readonly calls: Record<string, string>[];
  /** Access key ids that STS says are expired. */
  readonly expiredKeys: Set<string>;
  /** Code and message of the error that STS answers with; absent to succeed. */
  stsError: { readonly status: number; readonly code: string; readonly message: string } | undefined;
  /** Tokens given before this is raised are refused with 401. */
  tokenGeneration: number;
  /** Access key of the node's credentials, and their life in seconds. */
  accessKeyId: string;
  lifeSeconds: number;
  /** The metadata service cuts every connection. */
  metadataDown: boolean;
  /** STS cuts every connection, or answers 200 with what is no answer. */
  stsFault: "down" | "malformed" | undefined;
  /** Awaited before STS answers. */
  stsDelay: (() => Promise<void>) | undefined;
  /** STS's own clock: requests signed more than five minutes off are refused. Absent to believe every signature. */
  stsTime: (() => number) | undefined;
  /** `Host` of every call to STS. */
  readonly hosts: string[];
  stop(): Promise<void>;
}

/** With `now`, what STS gives expires as long after it as was asked for, and has other keys each time. */
export async function startNode(now?: () => number): Promise<TestNode> {
  const server = http.createServer((request, response) => {
    void answer(request).then((answered) => {
      if (answered === undefined) return request.socket.destroy();
      const { status, body } = answered;
      // STS tells its time with every answer.
      const date = node.stsTime === undefined ? {} : { Date: new Date(node.stsTime()).toUTCString() };
      response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...date });
      return response.end(body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const node: TestNode = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    calls: [],
    expiredKeys: new Set(),
    stsError: undefined,
    tokenGeneration: 1,
    accessKeyId: "ASIANODE1",
    lifeSeconds: 6 * 3600,
    metadataDown: false,
    stsFault: undefined,
    stsDelay: undefined,
    stsTime: undefined,
    hosts: [],
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return node;

  async function answer(request: IncomingMessage): Promise<NodeAnswer | undefined> {
    if (request.method === "POST") return answerSts(request);
    if (node.metadataDown) return undefined;
    node.requests.push(`${request.method} ${request.url}`);
    const token = `token-${node.tokenGeneration}`;
    if (request.method === "PUT") return { status: 200, body: token };
    if (request.headers["x-aws-ec2-metadata-token"] !== token) return { status: 401, body: "" };
    const body = documents()[request.url ?? ""];
    return { status: body === undefined ? 404 : 200, body: body ?? "" };
  }

  function documents(): Record<string, string> {
    const roles = "/latest/meta-data/iam/security-credentials/";
    return {
      [roles]: "harbor-node",
      [`${roles}harbor-node`]: JSON.stringify({
        Code: "Success",
        AccessKeyId: node.accessKeyId,
        SecretAccessKey: "node-secret",
        Token: "node-session",
        Expiration: new Date((now ?? Date.now)() + node.lifeSeconds * 1000).toISOString(),
      }),
      "/latest/dynamic/instance-identity/document": '{"accountId" : "111122223333", "region" : "cn-north-1"}',
    };
  }

  async function answerSts(request: IncomingMessage): Promise<NodeAnswer | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const caller = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    node.calls.push({ ...parameters, caller });
    node.hosts.push(request.headers.host ?? "");
    if (node.stsFault === "down") return undefined;
    await node.stsDelay?.();
    if (node.stsFault === "malformed") return { status: 200, body: "<AssumeRoleResponse><AssumeRoleRes" };
    if (node.stsTime !== undefined && Math.abs(readSigningTime(request) - node.stsTime()) > 300_000)
      return refuse(403, "SignatureDoesNotMatch", "Signature expired");
    if (node.expiredKeys.has(caller))
      return refuse(403, "ExpiredToken", "The security token included in the request is expired");
    if (node.stsError !== undefined) return refuse(node.stsError.status, node.stsError.code, node.stsError.message);
    if (now === undefined) return { status: 200, body: printSuccess("ASIAPOD", podExpiration) };
    const expiration = new Date(now() + Number(parameters["DurationSeconds"]) * 1000);
    return { status: 200, body: printSuccess(`ASIAPOD${node.calls.length}`, expiration.toISOString()) };
  }
}

interface NodeAnswer {
  readonly status: number;
  readonly body: string;
}

/** `20261123T080000Z` */
function readSigningTime(request: IncomingMessage): number {
  const text = String(request.headers["x-amz-date"]);
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function refuse(status: number, code: string, message: string): NodeAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>1</RequestId></ErrorResponse>` };
}

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
export const podExpiration = "2099-11-23T12:00:00Z";

function printSuccess(accessKeyId: string, expiration: string): string {
  return `<AssumeRoleResponse xmlns="${namespace}"><AssumeRoleResult><Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>pod-secret</SecretAccessKey><SessionToken>pod-session</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}
