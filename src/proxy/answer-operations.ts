// Answers health checks and metrics on a listener of their own, which pods are never sent to.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "./metrics.ts";

export interface Health {
  /** What the proxy still waits for; empty when it can serve pods. */
  readonly missing: () => readonly string[];
}

/** `/healthz` says that the process answers; `/readyz` that it can do its work. Neither asks AWS or the cluster anything. */
export function answerOperations({ missing }: Health, metrics: Metrics) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === "/healthz" || path === "/ping") return sendText(response, 200, "ok\n");
    if (path === "/readyz") {
      const waitingFor = missing();
      const text = waitingFor.length === 0 ? "ok\n" : `waiting for ${waitingFor.join(", ")}\n`;
      return sendText(response, waitingFor.length === 0 ? 200 : 503, text);
    }
    if (path !== "/metrics") return sendText(response, 404, "not found\n");
    metrics.print().then(
      (text) => sendText(response, 200, text, metrics.contentType),
      () => sendText(response, 500, "metrics cannot be printed\n"),
    );
  };
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "Content-Type": contentType, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}
