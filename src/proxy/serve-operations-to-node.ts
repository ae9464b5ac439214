// Answers health checks of the node itself where pods' requests arrive, because that is where kube2iam's probes look.
import type { IncomingMessage } from "node:http";
import type { ListenOptions } from "./listen.ts";

type Handler = ListenOptions["handler"];

const paths = new Set(["/healthz", "/ping", "/readyz", "/metrics"]);

/** A caller with the address it calls is on the node; to everybody else these paths are unknown, as on the real service. */
export function serveOperationsToNode(operations: Handler, handler: Handler): Handler {
  return (request, response) => {
    const isAsked = paths.has((request.url ?? "").split("?", 1)[0] ?? "");
    return isAsked && isFromNode(request) ? operations(request, response) : handler(request, response);
  };
}

function isFromNode({ socket }: IncomingMessage): boolean {
  return socket.remoteAddress !== undefined && socket.remoteAddress === socket.localAddress;
}
