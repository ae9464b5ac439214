// What one pod can do to the others by asking too much, too long or too slowly: nothing.
import http from "node:http";
import net from "node:net";
import test, { type ExecutionContext } from "ava";
import { ask, askToken, askWithToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod, issue, startWorld, testSettings } from "../helpers/proxy-world.ts";
import type { ProxyWorld } from "../helpers/proxy-world.ts";

const other = "127.0.1.2";
const pods = [aPod(), aPod({ name: "other-1", addresses: [other], role: "invoices" })];

async function worldWith(
  t: ExecutionContext,
  limits: { readonly requestsPerSecond?: number; readonly connectionsPerPod?: number } = {},
): Promise<ProxyWorld> {
  // Its clock stands still: what was taken does not come back on a slow machine.
  const { now } = createTestClock();
  const requests = { ...testSettings.requests, ...limits };
  const world = await startWorld({ pods, now, settings: { requests }, assume: (request) => issue(request, now()) });
  t.teardown(() => world.stop());
  return world;
}

/** Status of every answer to that many requests, sent over one connection without waiting for answers. */
async function pipeline(url: string, head: string, count: number): Promise<string[]> {
  const text = head.repeat(count - 1) + head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  const received = await sendRaw(url, text);
  return [...received.matchAll(/HTTP\/1\.1 (\d+) /gu)].map(([, status]) => status ?? "");
}

const put = "PUT /latest/api/token HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 60\r\n\r\n";

test("of 10,000 PUTs of one pod, those beyond its limit are answered 429, and another pod is served as ever", async (t) => {
  const { url } = await worldWith(t);
  const statuses = await pipeline(url, put, 10_000);
  t.is(statuses.length, 10_000);
  t.is(statuses.filter((status) => status === "200").length, 1_000);
  t.is(statuses.filter((status) => status === "429").length, 9_000);
  t.is((await askWithToken(url, rolesPath, { from: other })).body, "invoices");
});

test("what is asked too often is answered 503 and Retry-After, on which clients come again", async (t) => {
  const { url } = await worldWith(t, { requestsPerSecond: 2 });
  const replies = [];
  for (let count = 0; count < 5; count += 1) replies.push(await ask(url, rolesPath));
  t.deepEqual(
    replies.map(({ status }) => status),
    [401, 401, 401, 401, 503],
  );
  t.is(replies[4]?.headers["retry-after"], "1");
});

test("who goes on at twice the rate is cut off, and only he", async (t) => {
  const { url, lines } = await worldWith(t, { requestsPerSecond: 2 });
  for (let count = 0; count < 6; count += 1) await ask(url, rolesPath);
  t.is(await sendRaw(url, "GET / HTTP/1.1\r\n\r\n").catch(() => ""), "");
  t.is((await askToken(url, { from: other })).status, 200);
  t.true(lines.some(({ reason }) => reason === "asked more often than one pod may: see --requests-per-second"));
});

test("what is no HTTP counts as well", async (t) => {
  const { url } = await worldWith(t, { requestsPerSecond: 2 });
  for (let count = 0; count < 6; count += 1) t.regex(await sendRaw(url, "nonsense\r\n\r\n"), /^HTTP\/1\.1 400 /);
  t.is(await sendRaw(url, "nonsense\r\n\r\n").catch(() => ""), "");
});

function connect(url: string, from = "127.0.1.1"): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = net.connect({ host: hostname, port: Number(port), localAddress: from });
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}

/** Everything that comes until the end, and whether there is an end within that many milliseconds. */
function untilClosed(socket: net.Socket, milliseconds: number): Promise<{ text: string; closed: boolean }> {
  return new Promise((resolve) => {
    let text = "";
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      resolve({ text, closed });
    };
    const timer = setTimeout(() => end(false), milliseconds);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => {}).once("close", () => end(true));
  });
}

test("a pod has as many connections as it may, gets no more, and one more when one has ended", async (t) => {
  const { url } = await worldWith(t, { connectionsPerPod: 5 });
  const sockets = await Promise.all(Array.from({ length: 5 }, () => connect(url)));
  const sixth = await connect(url);
  t.deepEqual(await untilClosed(sixth, 60_000), { text: "", closed: true });
  t.is((await askToken(url, { from: other })).status, 200);
  sockets[0]?.destroy();
  let status = 0;
  while (status !== 200) ({ status } = await askToken(url).catch(() => ({ status: 0 })));
  for (const socket of sockets) socket.destroy();
  t.pass();
});

test("a header larger than 8 KB is answered 431 with the small page, and the connection ends", async (t) => {
  const { url } = await worldWith(t);
  const reply = await ask(url, rolesPath, { headers: { "X-Large": "a".repeat(9_000) } });
  t.is(reply.status, 431);
  t.is(reply.headers["connection"], "close");
  t.true(reply.body.includes("431 - Request Header Fields Too Large"));
});

test("a body of more than 8 KB is answered 413, and the connection ends", async (t) => {
  const { url } = await worldWith(t);
  for (const headers of [{}, { "Transfer-Encoding": "chunked" }]) {
    const reply = await askToken(url, { body: "a".repeat(8_193), headers });
    t.is(reply.status, 413);
    t.is(reply.headers["connection"], "close");
    t.is((await askToken(url, { body: "a".repeat(8_192), headers })).status, 200);
  }
});

// A machine that is busy may notice later, never earlier.
const longestNotice = 120_000;
for (const [what, text] of [
  ["nothing", ""],
  ["half a header", `GET ${rolesPath} HTTP/1.1\r\nX-Slow: `],
] as const) {
  test(`a connection that sends ${what} is closed after five seconds`, async (t) => {
    const { url } = await worldWith(t);
    const socket = await connect(url);
    const begun = Date.now();
    socket.write(text);
    const { text: answer, closed } = await untilClosed(socket, longestNotice);
    t.true(closed);
    t.true(Date.now() - begun > 4_000);
    t.regex(answer, /^(?:HTTP\/1\.1 408 Request Timeout\r\n|$)/u);
  });
}

test("a body that does not come to an end is given ten seconds", async (t) => {
  const { url } = await worldWith(t);
  const socket = await connect(url);
  const begun = Date.now();
  socket.write(put.replace("\r\n\r\n", "\r\nContent-Length: 10\r\n\r\n12345"));
  t.true((await untilClosed(socket, longestNotice)).closed);
  t.true(Date.now() - begun > 9_000);
});

test("a hundred clients that send a byte now and then starve nobody, and are cut off", async (t) => {
  const { url } = await worldWith(t);
  const slow = await Promise.all(Array.from({ length: 100 }, () => connect(url)));
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write("a")), 200);
  const ends = slow.map((socket) => untilClosed(socket, longestNotice));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const token = await askToken(url, { from: other, agent });
  const headers = { "X-aws-ec2-metadata-token": token.body };
  for (let count = 0; count < 100; count += 1) {
    t.is((await ask(url, rolesPath, { from: other, agent, headers })).body, "invoices");
  }
  agent.destroy();
  t.true((await Promise.all(ends)).every(({ closed }) => closed));
  clearInterval(drip);
});
