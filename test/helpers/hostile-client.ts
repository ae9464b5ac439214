// Sends requests as they are over connections that are kept as long as they last, and gathers whatever comes back.
import net from "node:net";
import type { HostileRequest } from "./hostile-requests.ts";

export interface HostileClient {
  /** Everything that came back; empty when the connection was cut. */
  send(request: HostileRequest): Promise<string>;
  close(): void;
}

/** A proxy that says nothing for so long, neither answering nor closing, has lost the request. */
const longestSilence = 30_000;

export function createHostileClient(url: string, from: string): HostileClient {
  const { hostname, port } = new URL(url);
  let kept: net.Socket | undefined;

  return {
    async send({ text, head, alone }) {
      const bytes = Buffer.from(text, "latin1");
      if (alone) return exchange(connect(), bytes, () => false, true);
      kept = kept?.writable === true && !kept.destroyed ? kept : connect();
      return exchange(kept, bytes, (received) => isWhole(received, head), false);
    },
    close: () => void kept?.destroy(),
  };

  function connect(): net.Socket {
    const socket = net.connect({ host: hostname, port: Number(port), localAddress: from });
    return socket
      .setEncoding("latin1")
      .setNoDelay(true)
      .on("error", () => {});
  }
}

function exchange(
  socket: net.Socket,
  bytes: Buffer,
  isEnd: (received: string) => boolean,
  last: boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const silence = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(
          `nothing comes back for ${JSON.stringify(bytes.toString("latin1"))}, but ${JSON.stringify(received)}`,
        ),
      );
    }, longestSilence);
    const finish = (): void => {
      clearTimeout(silence);
      socket.off("data", receive).off("close", finish);
      if (/\r\nConnection: close\r\n/iu.test(received)) socket.destroy();
      resolve(received);
    };
    const receive = (chunk: string): void => {
      received += chunk;
      if (isEnd(received)) finish();
    };
    if (socket.destroyed) return finish();
    socket.on("data", receive).once("close", finish);
    if (last) socket.end(bytes);
    else socket.write(bytes);
    return undefined;
  });
}

function isWhole(received: string, head: boolean): boolean {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return false;
  if (head) return true;
  const length = Number(/\r\nContent-Length: (\d+)/iu.exec(received.slice(0, end))?.[1] ?? Number.NaN);
  return received.length >= end + 4 + length;
}
