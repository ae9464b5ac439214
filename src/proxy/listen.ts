// Opens one of the proxy's two HTTP listeners and closes it without cutting off a request under way.
import http from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { rawAnswer } from "./answer.ts";
import type { CallerLimits } from "./limit-callers.ts";

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Refuses new connections at once; resolves when the last request has been answered. */
  stop(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Absent where nobody but the node's own programs can connect. */
  readonly limits?: CallerLimits;
}

const longestDrain = 5_000;
const idleCheck = 50;

/** Clients are pods: nothing they send is large, and none of them may keep a connection busy by being slow. */
const settings: http.ServerOptions = {
  requireHostHeader: false,
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  noDelay: true,
};

export function listen({ host, port, handler, limits }: ListenOptions): Promise<Listener> {
  const server = http.createServer(settings, handler);
  server.on("clientError", refuseMalformed);
  if (limits !== undefined) limitConnections(server, limits);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      // From here on an error is a connection that could not be accepted, which is no reason to leave all the others.
      server.on("error", () => {});
      const { address, port: opened } = server.address() as AddressInfo;
      resolve({ host: address, port: opened, stop: () => close(server) });
    });
  });
}

/** A listener on both families sees IPv4 callers as `::ffff:10.0.0.1`. Empty for a connection that is gone. */
export function readCaller(socket: Socket): string {
  const address = socket.remoteAddress ?? "";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

function limitConnections(server: http.Server, limits: CallerLimits): void {
  server.on("connection", (socket) => {
    const caller = readCaller(socket);
    if (!limits.connected(caller)) return void socket.destroy();
    socket.once("close", () => limits.disconnected(caller));
  });
  // What is no HTTP counts as well: it costs as much.
  server.on("clientError", (_error, socket) => void limits.asked(readCaller(socket as Socket)));
}

const malformed = rawAnswer(400);
const tooLarge = rawAnswer(431);
const tooSlow = rawAnswer(408);

/** Where Node keeps the answer that a connection waits for; its own handler of malformed requests looks there, too. */
const answerUnderWay = "_httpMessage";

/** Says what was wrong with something that never became a request, and ends the connection. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  // What is written now would be taken for the answer to the request before.
  const isAwaited = Boolean((socket as { readonly [answerUnderWay]?: unknown })[answerUnderWay]);
  if (!socket.writable || isAwaited) return socket.destroySoon();
  const answer =
    error.code === "HPE_HEADER_OVERFLOW" ? tooLarge : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? tooSlow : malformed;
  socket.end(answer, "latin1");
}

/** `close` ends the connections that are idle now; one that answers its last request becomes idle later. */
function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), idleCheck);
    const drain = setTimeout(() => server.closeAllConnections(), longestDrain);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(drain);
      resolve();
    });
  });
}

/** `127.0.0.1:8181`, `[::1]:8181`. */
export function printAuthority({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
