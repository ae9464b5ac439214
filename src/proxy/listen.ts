// Opens one of the proxy's two HTTP listeners and closes it without cutting off a request under way.
import http from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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
}

const longestDrain = 5_000;
const idleCheck = 50;

/** Clients are pods: nothing they send is large, and none of them may keep a connection busy by being slow. */
const limits: http.ServerOptions = {
  requireHostHeader: false,
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
};

export function listen({ host, port, handler }: ListenOptions): Promise<Listener> {
  const server = http.createServer(limits, handler);
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
