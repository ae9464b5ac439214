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
  stop(): Promise<void>;
}

export async function startNode(): Promise<TestNode> {
  const server = http.createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "Content-Length": Buffer.byteLength(body) });
      response.end(body);
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
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return node;

  async function answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: string }> {
    if (request.method === "POST") return answerSts(request);
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
        Expiration: new Date(Date.now() + node.lifeSeconds * 1000).toISOString(),
      }),
      "/latest/dynamic/instance-identity/document": '{"accountId" : "111122223333", "region" : "cn-north-1"}',
    };
  }

  async function answerSts(request: IncomingMessage) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const caller = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    node.calls.push({ ...parameters, caller });
    if (node.expiredKeys.has(caller))
      return refuse(403, "ExpiredToken", "The security token included in the request is expired");
    if (node.stsError !== undefined) return refuse(node.stsError.status, node.stsError.code, node.stsError.message);
    return { status: 200, body: success };
  }
}

function refuse(status: number, code: string, message: string) {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>1</RequestId></ErrorResponse>` };
}

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
export const podExpiration = "2099-11-23T12:00:00Z";
const success = `<AssumeRoleResponse xmlns="${namespace}"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAPOD</AccessKeyId><SecretAccessKey>pod-secret</SecretAccessKey><SessionToken>pod-session</SessionToken>
<Expiration>${podExpiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
