// Carries connections through the wall of a network namespace: a Unix socket is a file, which both sides see.
import { connect, createServer, type Socket } from "node:net";

/** `127.0.0.1:8080`, or the path of a Unix socket. */
export type TunnelEnd = string;

export interface Tunnel {
  /** Ends every connection, and from then on each new one at once, until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Everything that connects to `from` is connected to `to`. */
export async function openTunnel(from: TunnelEnd, to: TunnelEnd): Promise<Tunnel> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) return void near.destroy();
    open.add(near.once("close", () => open.delete(near)));
    const far = connect({ ...read(to), allowHalfOpen: true });
    near.setNoDelay();
    far.setNoDelay();
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(read(from), resolve);
  });
  return {
    cut() {
      isCut = true;
      for (const near of open) near.destroy();
    },
    mend() {
      isCut = false;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** `pipeline` takes a side that closes first for a fault, and drops what the other one has not sent yet. */
function carry(from: Socket, to: Socket): void {
  from.pipe(to);
  // Nobody here is to be told: the other side sees that it is over, after all that was sent.
  from.on("error", () => {}).once("close", () => to.destroySoon());
}

function read(end: TunnelEnd): { path: string } | { host: string; port: number } {
  if (end.startsWith("/")) return { path: end };
  const [host = "", port] = end.split(":");
  return { host, port: Number(port) };
}
