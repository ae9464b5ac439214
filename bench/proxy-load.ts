// Asks one thing again and again, over connections that are kept or over a new one each time, and prints how it went.
import net from "node:net";

export interface LoadOrder {
  readonly url: string;
  /** Source addresses, each with the request that is sent from it. */
  readonly callers: readonly { readonly from: string; readonly request: string }[];
  readonly connections: number;
  readonly keepAlive: boolean;
  readonly seconds: number;
}

export interface LoadResult {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const order = JSON.parse(process.argv[2] ?? "") as LoadOrder;
const { hostname, port } = new URL(order.url);
const latencies: number[] = [];
let failed = 0;
let next = 0;
const begun = performance.now();
const end = begun + order.seconds * 1000;

await Promise.all(Array.from({ length: order.connections }, () => (order.keepAlive ? keepAsking() : askAnew())));
const sorted = Float64Array.from(latencies).toSorted();
const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
const result: LoadResult = {
  answered: latencies.length,
  failed,
  seconds: (performance.now() - begun) / 1000,
  p50: at(0.5),
  p99: at(0.99),
};
console.log(JSON.stringify(result));

function nextCaller(): LoadOrder["callers"][number] {
  next = (next + 1) % order.callers.length;
  return order.callers[next] ?? { from: "127.0.0.1", request: "" };
}

function connect(from: string): net.Socket {
  return net.connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
}

/** The length of an answer is taken from the first: all of them are the same but for their times. */
function keepAsking(): Promise<void> {
  return new Promise((resolve) => {
    const { from, request } = nextCaller();
    const socket = connect(from);
    let received = 0;
    let length = 0;
    let asked = 0;
    const ask = (): void => {
      received = 0;
      asked = performance.now();
      socket.write(request);
    };
    socket.on("connect", ask);
    socket.on("data", (chunk) => {
      if (received === 0 && !isGood(chunk)) failed += 1;
      if (length === 0) length = lengthOf(chunk.toString("latin1"));
      received += chunk.length;
      if (received < length) return;
      latencies.push(performance.now() - asked);
      if (performance.now() < end) ask();
      else socket.destroy();
    });
    socket.on("error", () => (failed += 1));
    socket.on("close", () => resolve());
  });
}

async function askAnew(): Promise<void> {
  while (performance.now() < end) {
    const asked = performance.now();
    const { from, request } = nextCaller();
    const good = await new Promise<boolean>((resolve) => {
      const socket = connect(from);
      let isAnswered = false;
      socket.on("connect", () => socket.write(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
      socket.on("data", (chunk) => (isAnswered ||= isGood(chunk)));
      socket.on("error", () => {});
      socket.on("close", () => resolve(isAnswered));
    });
    latencies.push(performance.now() - asked);
    if (!good) failed += 1;
  }
}

function isGood(chunk: Buffer): boolean {
  return chunk.toString("latin1", 9, 12) === "200";
}

function lengthOf(first: string): number {
  return first.indexOf("\r\n\r\n") + 4 + Number(/content-length: (\d+)/iu.exec(first)?.[1]);
}
