// Serves one instance's metadata, as EC2 does on the link-local address: IMDSv2 tokens, and IMDSv1 where it is allowed.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Instance, readDocument, type RoleCredentials } from "./instance-documents.ts";
import { createMetadataTokens, type MetadataTokens } from "./metadata-tokens.ts";

export interface ImdsServer {
  readonly url: string;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

export interface ImdsSettings {
  /** The address to listen on: the node's own, so that every node has its own service. */
  readonly address: string;
  readonly port?: number;
  readonly instance: Instance;
  readonly httpTokens: "optional" | "required";
  readonly credentials: () => RoleCredentials;
  readonly now: () => Date;
}

export async function serveImds(settings: ImdsSettings): Promise<ImdsServer> {
  const tokens = createMetadataTokens(settings.now);
  const requests: string[] = [];
  // Old clients send no Host header, and the real service answers them.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    request.resume();
    answer(request, response, tokens, settings);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(settings.port ?? 0, settings.address, resolve);
  });
  return {
    url: `http://${settings.address}:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const tokenPath = "/latest/api/token";
const ttlHeader = "x-aws-ec2-metadata-token-ttl-seconds";

function answer(request: IncomingMessage, response: ServerResponse, tokens: MetadataTokens, settings: ImdsSettings): void {
  const [path = "/"] = (request.url ?? "/").split("?");
  if (path === tokenPath) return answerToken(request, response, tokens);
  // A PUT to a dated version is refused on purpose: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
  if (request.method === "PUT") return refuse(response, 403, "Forbidden");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "Method Not Allowed");
  const token = request.headers["x-aws-ec2-metadata-token"];
  if (typeof token === "string" ? !tokens.isValid(token) : settings.httpTokens === "required") {
    return refuse(response, 401, "Unauthorized");
  }
  const [, document = ""] = /^\/(?:latest|\d{4}-\d\d-\d\d|1\.0)\/(.*)$/.exec(path) ?? [];
  const text = readDocument(document, settings.instance, settings.credentials);
  if (text === undefined) return refuse(response, 404, "Not Found");
  const life = typeof token === "string" ? { [ttlHeader]: String(tokens.lifeOf(token)) } : {};
  return send(response, 200, "text/plain", request.method === "HEAD" ? "" : text, life);
}

function answerToken(request: IncomingMessage, response: ServerResponse, tokens: MetadataTokens): void {
  if (request.method !== "PUT") {
    return send(response, 405, "text/plain", "", { Allow: "OPTIONS, PUT" });
  }
  if (request.headers["x-forwarded-for"] !== undefined) return refuse(response, 403, "Forbidden");
  const ttl = request.headers[ttlHeader];
  const token = tokens.issue(typeof ttl === "string" ? ttl : undefined);
  if (token === undefined) return refuse(response, 400, "Bad Request");
  return send(response, 200, "text/plain", token, { [ttlHeader]: String(ttl) });
}

function refuse(response: ServerResponse, status: number, words: string): void {
  const title = `${status} - ${words}`;
  const page = `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head><title>${title}</title></head>
 <body><h1>${title}</h1></body>
</html>
`;
  send(response, status, "text/html", page);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const own = { "Content-Type": type, "Content-Length": Buffer.byteLength(body), Server: "EC2ws", "Accept-Ranges": "none" };
  response.writeHead(status, { ...own, ...headers });
  response.end(body);
}
