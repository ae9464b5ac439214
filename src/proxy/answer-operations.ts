// Answers health checks and metrics on a listener of their own, which pods are never sent to.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import type { Metrics } from "./metrics.ts";

export interface Health {
  /** What the proxy still waits for; empty when it can serve pods. */
  readonly missing: () => readonly string[];
  readonly hostIp: string;
  readonly metadata: ReadMetadata;
}

/**
 * `/healthz` says that the process answers, in the words of kube2iam, and `/ping` in those of kiam; `/readyz` that the
 * proxy can do its work. None of them waits for AWS or the cluster: what is down there is no reason to end this process.
 */
export function answerOperations({ missing, hostIp, metadata }: Health, metrics: Metrics) {
  let instanceId = "";
  let isReading = false;

  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === "/healthz") {
      if (instanceId === "" && !isReading) void learnInstanceId();
      return sendText(response, 200, printHealth(hostIp, instanceId), "application/json");
    }
    if (path === "/ping") return sendText(response, 200, "pong");
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

  /** For the answers after this one: no check waits for it. */
  async function learnInstanceId(): Promise<void> {
    isReading = true;
    instanceId = await readInstanceId(metadata);
    isReading = false;
  }
}

/** Empty when it cannot be known: somebody's dashboard shows it, and nothing depends on it. */
async function readInstanceId(metadata: ReadMetadata): Promise<string> {
  const document = await metadata("/latest/meta-data/instance-id").catch(() => undefined);
  return document?.status === 200 ? document.body.toString("latin1") : "";
}

function printHealth(hostIP: string, instanceId: string): string {
  return `${JSON.stringify({ hostIP, instanceId })}\n`;
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
