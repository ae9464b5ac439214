// Stands between the proxy and an API server: notes what is asked and what watches bring, and can keep both apart.
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { writeKubeconfig } from "../../helpers/kubeconfig.ts";
import type { World } from "./world.ts";

export interface Relay {
  /** Of a cluster administrator, through the relay. */
  readonly kubeconfig: string;
  /** Requests for pods as they came, in order; `events` grows while a watch is open. */
  readonly seen: readonly Seen[];
  /** Cuts every connection, and lets new requests wait until `release`. */
  hold(): void;
  release(): void;
  stop(): Promise<void>;
}

export interface Seen {
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  /** `ADDED 17`, `BOOKMARK 19`, `ERROR 410`. */
  readonly events: string[];
}

export interface RelayWish {
  /** Watches are asked to end after so many seconds, in place of the minutes that the proxy asks for. */
  readonly watchSeconds?: number;
}

export async function startRelay({ kube }: World, { watchSeconds }: RelayWish = {}): Promise<Relay> {
  const { url, ca, token } = kube.access;
  const { request: sendOn } = url.startsWith("https:") ? https : http;
  const seen: Seen[] = [];
  const held: (() => void)[] = [];
  let isHeld = false;
  const forward = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const target = new URL(request.url ?? "/", url);
    const note = noteOf(target);
    if (note !== undefined) seen.push(note);
    if (note?.isWatch === true && watchSeconds !== undefined)
      target.searchParams.set("timeoutSeconds", String(watchSeconds));
    const headers = { ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const settings = { method: request.method ?? "GET", headers, agent: false, ...(ca !== undefined && { ca }) };
    const asked = sendOn(target, settings, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (note?.isWatch === true) noteEvents(answer, note.events);
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    asked.once("error", () => response.destroy());
    response.once("close", () => asked.destroy());
    request.pipe(asked);
  };
  const server = http.createServer((request, response) => {
    const send = (): void => {
      // Who gave up while it was held would be answered all the same, and noted.
      if (!response.destroyed) forward(request, response);
    };
    if (isHeld) held.push(send);
    else send();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: await writeKubeconfig({ server: `http://127.0.0.1:${port}`, context: "harbor-prod" }),
    seen,
    hold() {
      isHeld = true;
      server.closeAllConnections();
    },
    release() {
      isHeld = false;
      for (const go of held.splice(0)) go();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function noteOf({ pathname, searchParams }: URL): Seen | undefined {
  if (pathname !== "/api/v1/pods") return undefined;
  return { query: new URLSearchParams(searchParams), isWatch: searchParams.get("watch") === "true", events: [] };
}

function noteEvents(answer: http.IncomingMessage, events: string[]): void {
  let rest = "";
  answer.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { type, object } = JSON.parse(line) as {
        readonly type: string;
        readonly object: { readonly code?: number; readonly metadata?: { readonly resourceVersion?: string } };
      };
      events.push(`${type} ${object.code ?? object.metadata?.resourceVersion ?? ""}`);
    }
  });
}
