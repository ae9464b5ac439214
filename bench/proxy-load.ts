// Asks one thing again and again, over connections that are kept or over a new one each time, and prints how it went.
import net from "node:net";
import { text } from "node:stream/consumers";

export interface LoadOrder {
  readonly url: string;
  /** Source addresses, each with the request that is sent from it. */
  readonly callers: readonly Caller[];
  readonly connections: number;
  readonly keepAlive: boolean;
  readonly seconds: number;
}

export interface Caller {
  readonly from: string;
  readonly request: string;
}

export interface LoadResult {
  /** With 200; nothing else is counted as work. */
  readonly answered: number;
  /** What came instead, and how often: a status, an error's code, `closed` for a connection that ended without either. */
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const order = JSON.parse(await text(process.stdin)) as LoadOrder;
const good = "200";
const { hostname, port } = new URL(order.url);
const latencies: number[] = [];
const failures: Record<string, number> = {};
let next = 0;
const begun = performance.now();
const end = begun + order.seconds * 1000;

await Promise.all(Array.from({ length: order.connections }, () => (order.keepAlive ? keepAsking() : askAnew())));
const sorted = Float64Array.from(latencies).toSorted();
const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
const result: LoadResult = {
  answered: latencies.length,
  failures,
  seconds: (performance.now() - begun) / 1000,
  p50: at(0.5),
  p99: at(0.99),
};
console.log(JSON.stringify(result));

function nextCaller(): Caller {
  next = (next + 1) % order.callers.length;
  return order.callers[next] ?? { from: "127.0.0.1", request: "" };
}

function connect(from: string): net.Socket {
  return net.connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
}

function count(outcome: string, asked: number): void {
  if (outcome === good) latencies.push(performance.now() - asked);
  else failures[outcome] = (failures[outcome] ?? 0) + 1;
}

/** The length of a good answer is taken from the first: all of them are the same but for their times. */
function keepAsking(): Promise<void> {
  return new Promise((resolve) => {
    const { from, request } = nextCaller();
    const socket = connect(from);
    let received = 0;
    let lengthOfGood = 0;
    let length = 0;
    let outcome = "";
    let asked = 0;
    const ask = (): void => {
      received = 0;
      asked = performance.now();
      socket.write(request);
    };
    socket.on("connect", ask);
    socket.on("data", (chunk) => {
      if (received === 0) {
        outcome = statusOf(chunk);
        length = outcome === good && lengthOfGood > 0 ? lengthOfGood : lengthOf(chunk.toString("latin1"));
        if (outcome === good) lengthOfGood = length;
      }
      received += chunk.length;
      if (received < length) return;
      count(outcome, asked);
      if (performance.now() < end) ask();
      else socket.destroy();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => count(error.code ?? error.message, asked));
    socket.on("end", () => count("closed", asked));
    socket.on("close", () => resolve());
  });
}

async function askAnew(): Promise<void> {
  while (performance.now() < end) {
    const asked = performance.now();
    const { from, request } = nextCaller();
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect(from);
      let said = "closed";
      socket.on("connect", () => socket.write(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
      socket.on("data", (chunk) => {
        if (said === "closed") said = statusOf(chunk);
      });
      socket.on("error", (error: NodeJS.ErrnoException) => (said = error.code ?? error.message));
      socket.on("close", () => resolve(said));
    });
    count(outcome, asked);
  }
}

function statusOf(chunk: Buffer): string {
  return chunk.toString("latin1", 9, 12);
}

function lengthOf(first: string): number {
  return first.indexOf("\r\n\r\n") + 4 + Number(/content-length: (\d+)/iu.exec(first)?.[1]);
}
