// Serves the simulated AWS account on one port: the service is told by the credential scope, as at no real endpoint.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerEks, printEksFault } from "./answer-eks.ts";
import { answerQuery, printQueryFault } from "./answer-query.ts";
import { answerS3, printS3Fault } from "./answer-s3.ts";
import type { AwsAnswer, AwsRequest } from "./aws-answer.ts";
import { AwsFault, CutShort } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import { readCredential } from "./identify-caller.ts";
import { readBody } from "./read-body.ts";
import { recognizeService } from "./recognize-service.ts";

export interface AwsServer {
  /** For `AWS_ENDPOINT_URL`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface AwsServerOptions {
  /** `127.0.0.1` when absent. */
  readonly host?: string;
  /** Any free one when absent. */
  readonly port?: number;
}

export async function serveAws(state: AwsState, options: AwsServerOptions = {}): Promise<AwsServer> {
  const { host = "127.0.0.1", port = 0 } = options;
  const server = createServer((incoming, response) => {
    void respond(state, incoming, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${actualPort}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(state: AwsState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const request = readRequest(incoming, await readBody(incoming));
    const { status, headers, body } = await answer(state, request);
    response.writeHead(status, { ...headers, ...idHeaders(request), "content-length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
  } catch {
    // The request could not even be read: the client went away, or sent more than anybody should.
    response.destroy();
  }
}

function readRequest(incoming: IncomingMessage, body: Buffer): AwsRequest {
  const [path = "/", ...query] = (incoming.url ?? "/").split("?");
  const base = {
    method: incoming.method ?? "GET",
    path,
    query: new URLSearchParams(query.join("?")),
    headers: incoming.headers,
    body,
    requestId: randomUUID(),
  };
  const credential = readCredential(incoming.headers, base.query);
  return { ...base, credential, service: recognizeService(base, credential) };
}

async function answer(state: AwsState, request: AwsRequest): Promise<AwsAnswer> {
  const { service } = request;
  try {
    if (service === "eks") return await answerEks(state, request);
    if (service === "s3") return await answerS3(state, request);
    return await answerQuery(state, service, request);
  } catch (error) {
    const fault = error instanceof AwsFault ? error : new AwsFault("InternalFailure", 500, String(error));
    const printed = printFault(fault, request);
    return fault instanceof CutShort ? { ...printed, body: printed.body.slice(0, printed.body.length / 2) } : printed;
  }
}

function printFault(fault: AwsFault, request: AwsRequest): AwsAnswer {
  const { service } = request;
  if (service === "eks") return printEksFault(fault);
  return service === "s3" ? printS3Fault(fault, request) : printQueryFault(service, fault, request);
}

function idHeaders({ service, requestId }: AwsRequest): Record<string, string> {
  return service === "s3"
    ? { "x-amz-request-id": requestId, "x-amz-id-2": requestId }
    : { "x-amzn-requestid": requestId };
}
