// An API server for one collection, moved by hand: it lists, streams what the test says, and can fail in every way.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createRequestApi } from "../../src/kube/request-api.ts";
import type { RequestApi } from "../../src/kube/request-api.ts";

export interface TestApiServer {
  readonly url: string;
  readonly request: RequestApi;
  /** Target of every request, in order. */
  readonly requests: URL[];
  /** What the next list holds. */
  items: object[];
  version: string;
  /** Status of the next answers; 200 when absent. */
  status: number;
  /** Sends a line to every open watch. */
  send(event: object): void;
  /** Sends bytes as they are. */
  sendText(text: string | Buffer): void;
  /** Ends every open watch, as the API server does after its timeout. */
  endWatches(): void;
  /** Cuts every connection. */
  cut(): void;
  /** Resolves when that many watches have been opened since the start. */
  watchesOpened(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startApiServer(pageSize = Infinity): Promise<TestApiServer> {
  const watches = new Set<http.ServerResponse>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let opened = 0;

  const server = http.createServer((request, response) => {
    const target = new URL(request.url ?? "", "http://api");
    state.requests.push(target);
    if (state.status !== 200) {
      response.writeHead(state.status, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ kind: "Status", code: state.status }));
    } else if (target.searchParams.get("watch") === "true") {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.flushHeaders();
      watches.add(response);
      response.on("close", () => watches.delete(response));
      opened += 1;
      for (const { count, resolve } of waiting) if (opened >= count) resolve();
    } else {
      const from = Number(target.searchParams.get("continue") ?? 0);
      const next = from + pageSize;
      const metadata = { resourceVersion: state.version, ...(next < state.items.length && { continue: String(next) }) };
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ metadata, items: state.items.slice(from, next) }));
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const state: TestApiServer = {
    url,
    request: createRequestApi({ serverUrl: url, proxied: false, apply: async () => {} }),
    requests: [],
    items: [],
    version: "1",
    status: 200,
    send: (event) => state.sendText(`${JSON.stringify(event)}\n`),
    sendText(text) {
      for (const watch of watches) watch.write(text);
    },
    endWatches() {
      for (const watch of watches) watch.end();
    },
    cut: () => server.closeAllConnections(),
    watchesOpened: (count) =>
      new Promise((resolve) => {
        if (opened >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return state;
}
