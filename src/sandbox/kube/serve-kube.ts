// Serves the simulated cluster over the Kubernetes API, plain HTTP on the loopback interface.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer, json, text } from "node:stream/consumers";
import { parseYaml } from "../../yaml.ts";
import { answerDiscovery } from "./answer-discovery.ts";
import { answerList } from "./answer-list.ts";
import { answerObject } from "./answer-object.ts";
import { answerReview } from "./answer-review.ts";
import { answerWatch } from "./answer-watch.ts";
import type { KubeState } from "./create-kube-state.ts";
import { badRequest, KubeFault, printStatus } from "./kube-fault.ts";
import { parsePath } from "./parse-path.ts";
import { readProtobuf } from "./read-protobuf.ts";

export interface KubeServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface KubeServerOptions {
  /** Any free one when absent. */
  readonly port?: number;
  /** How often a watch that allows bookmarks gets one. */
  readonly bookmarkMs?: number;
}

export async function serveKube(
  state: KubeState,
  { port = 0, bookmarkMs = 10_000 }: KubeServerOptions = {},
): Promise<KubeServer> {
  const server = createServer((request, response) => {
    answer(state, request, response, bookmarkMs).catch((error: unknown) => {
      const fault =
        error instanceof KubeFault ? error : new KubeFault(500, "InternalError", "the sandbox failed to answer");
      if (response.headersSent) response.destroy();
      else send(response, fault.code, printStatus(fault));
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Watches never end by themselves.
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  state: KubeState,
  request: IncomingMessage,
  response: ServerResponse,
  bookmarkMs: number,
): Promise<void> {
  const [pathname = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const query = new URLSearchParams(search);
  const method = request.method ?? "GET";
  // `kubectl get --raw` and probes want no JSON here.
  if (["/readyz", "/livez", "/healthz"].includes(pathname)) return void response.end("ok");
  const discovery = method === "GET" ? answerDiscovery(pathname) : undefined;
  if (discovery !== undefined) return send(response, 200, discovery);
  const review = method === "POST" ? answerReview(pathname) : undefined;
  if (review !== undefined) return send(response, 201, review);
  const path = parsePath(pathname);
  if (path === undefined) throw new KubeFault(404, "NotFound", "the server could not find the requested resource");
  const asTable = /;as=Table;v=v1/.test(request.headers.accept ?? "");
  if (method === "GET" && query.get("watch") === "true") {
    return answerWatch(state, request, response, { path, query, asTable, bookmarkMs });
  }
  if (method === "GET" && path.name === undefined)
    return send(response, 200, answerList(state, { path, query, asTable }));
  if (method === "GET" && asTable) {
    query.set("fieldSelector", `metadata.name=${path.name ?? ""}`);
    state.get(path.kind, path.namespace, path.name ?? "");
    return send(response, 200, answerList(state, { path, query, asTable }));
  }
  const contentType = (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
  const body = await readBody(request, contentType);
  const manager = query.get("fieldManager") ?? request.headers["user-agent"]?.split("/")[0] ?? "unknown";
  const { status, object } = answerObject(state, { method, path, query, contentType, body, manager });
  return send(response, status, object);
}

async function readBody(request: IncomingMessage, contentType: string): Promise<unknown> {
  if (request.headers["content-length"] === "0" || request.method === "GET") return undefined;
  if (contentType === "application/vnd.kubernetes.protobuf") return readProtobuf(await buffer(request));
  try {
    if (!contentType.endsWith("yaml")) return await json(request);
    return parseYaml(await text(request), "the request");
  } catch {
    if (request.method === "DELETE") return undefined;
    throw badRequest("the body of the request could not be read");
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length });
  response.end(bytes);
}
