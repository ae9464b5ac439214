// Tries one connection from inside a namespace and prints what came of it: the body, `open`, `refused` or `silent`.
import dgram from "node:dgram";
import net from "node:net";
import { text } from "node:stream/consumers";
import http from "node:http";

const [kind = "", host = "", port = "", path = "", from, patience = "0"] = process.argv.slice(2);
const localAddress = from === undefined || from === "" ? {} : { localAddress: from };
/** What would keep the process alive after its answer. */
const open: (() => void)[] = [];

process.stdout.write(await probe());
for (const close of open) close();

function probe(): Promise<string> {
  const given = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve("silent"), Number(patience));
    open.push(() => clearTimeout(timer));
  });
  const tries = { tcp, udp, metadata };
  return Promise.race([given, tries[kind as keyof typeof tries]().catch(explain)]);
}

function explain(error: NodeJS.ErrnoException): string {
  return error.code === "ECONNREFUSED" || error.code === "ECONNRESET" ? "refused" : String(error.code ?? error);
}

function tcp(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port: Number(port), ...localAddress }, () => resolve("open"));
    socket.once("error", reject);
    open.push(() => socket.destroy());
  });
}

function udp(): Promise<string> {
  const socket = dgram.createSocket(host.includes(":") ? "udp6" : "udp4");
  open.push(() => socket.close());
  return new Promise((resolve, reject) => {
    socket.once("message", () => resolve("open")).once("error", reject);
    socket.send("hello", Number(port), host);
  });
}

/** As an SDK asks: a token first. */
async function metadata(): Promise<string> {
  const token = await ask("PUT", "/latest/api/token", { "X-aws-ec2-metadata-token-ttl-seconds": "60" });
  return ask("GET", path, { "X-aws-ec2-metadata-token": token });
}

async function ask(method: string, asked: string, headers: Record<string, string>): Promise<string> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { host, port, path: asked, method, headers, agent: false, ...localAddress };
    const request = http.request(options, resolve).once("error", reject);
    request.end();
    open.push(() => request.destroy());
  });
  const body = await text(response);
  return response.statusCode === 200 ? body : `status ${response.statusCode}`;
}
