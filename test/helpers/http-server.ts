// A local HTTP server that answers as a test says, and remembers what it was asked.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answered {
  /** 200 when absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | object;
}

export interface FakeServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): void;
}

export async function serve(answer: (asked: Asked) => Answered): Promise<FakeServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const question = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
      asked.push(question);
      const { status = 200, headers = {}, body: content } = answer(question);
      const json = typeof content !== "string";
      response.writeHead(status, { "content-type": json ? "application/json" : "text/xml", ...headers });
      response.end(json ? JSON.stringify(content) : content);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}
