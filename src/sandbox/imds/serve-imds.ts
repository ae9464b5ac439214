// Serves one instance's metadata, as EC2 does on the link-local address: IMDSv2 tokens, and IMDSv1 where it is allowed.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Instance, readDocument, type RoleCredentials } from "./instance-documents.ts";
import { createMetadataTokens, type MetadataTokens } from "./metadata-tokens.ts";

export interface ImdsServer {
  readonly url: string;
  /** Method and path of every request so far, without its query. */
  readonly requests: readonly string[];
  /** How often that path was asked for, whatever the method. */
  timesAsked(path: string): number;
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
    requests.push(`${request.method ?? ""} ${pathOf(request)}`);
    request.resume();
    answer(request, response, tokens, settings);
  });
  // The real service knows no `Expect`: clients that send it fall back to IMDSv1.
  server.on("checkContinue", (_, response: ServerResponse) => refuse(response, 417, "Expectation Failed"));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(settings.port ?? 0, settings.address, resolve);
  });
  return {
    url: `http://${settings.address}:${(server.address() as AddressInfo).port}`,
    requests,
    timesAsked: (path) => requests.filter((request) => request.endsWith(` ${path}`)).length,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const tokenPath = "/latest/api/token";
const ttlHeader = "x-aws-ec2-metadata-token-ttl-seconds";

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tokens: MetadataTokens,
  settings: ImdsSettings,
): void {
  const path = pathOf(request);
  if (path === tokenPath) return answerToken(request, response, tokens);
  // A PUT to a dated version is refused on purpose: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
  if (request.method === "PUT") return refuse(response, 403, "Forbidden");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "Method Not Allowed");
  const token = request.headers["x-aws-ec2-metadata-token"];
  if (typeof token === "string" ? !tokens.isValid(token) : settings.httpTokens === "required") {
    return refuse(response, 401, "Unauthorized");
  }
  const text = readPath(path, settings);
  if (text === undefined) return refuse(response, 404, "Not Found");
  const life = typeof token === "string" ? { [ttlHeader]: String(tokens.lifeOf(token)) } : {};
  // JSON documents are `text/plain`, too: only the user data are not.
  const type = path.endsWith("/user-data") ? "application/octet-stream" : "text/plain";
  return send(response, 200, type, text, { ...life, "Last-Modified": settings.now().toUTCString() });
}

/** Every dated version answers alike here, in the real service nearly so. */
const versions = ["1.0", "2007-01-19", "2009-04-04", "2016-09-02", "2018-09-24", "2021-03-23", "latest"];

function readPath(path: string, { instance, credentials }: ImdsSettings): string | undefined {
  const [, version = "", ...rest] = path.split("/");
  if (version === "") return versions.join("\n");
  return versions.includes(version) ? readDocument(rest.join("/"), instance, credentials) : undefined;
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

function answerToken(request: IncomingMessage, response: ServerResponse, tokens: MetadataTokens): void {
  if (request.method !== "PUT") {
    return send(response, 405, "text/plain", "", { Allow: "OPTIONS, PUT" });
  }
  // A request that came through a forwarder may come from outside: https://aws.amazon.com/blogs/security/defense-in-depth-open-firewalls-reverse-proxies-ssrf-vulnerabilities-ec2-instance-metadata-service/
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
  const own = {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    Server: "EC2ws",
    Connection: "close",
    "Accept-Ranges": "none",
  };
  response.writeHead(status, { ...own, ...headers });
  response.end(body);
}
