// A pod as the proxy sees it: a client whose connections come from an address of its own.
import http from "node:http";
import net from "node:net";

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly from?: string;
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly agent?: http.Agent;
  readonly body?: string;
}

export const rolesPath = "/latest/meta-data/iam/security-credentials/";

/** The path goes over the wire as it is. */
export function ask(url: string, path: string, { from = "127.0.1.1", method = "GET", headers, agent, body }: Ask = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<Reply>((resolve, reject) => {
    const options = {
      hostname: hostname.replaceAll(/[[\]]/g, ""),
      port,
      path,
      method,
      headers,
      agent: agent ?? false,
      localAddress: from,
    };
    const request = http.request(options as http.RequestOptions, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("latin1"),
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

export function askToken(url: string, { headers = {}, ...rest }: Ask = {}): Promise<Reply> {
  const ttl = { "X-aws-ec2-metadata-token-ttl-seconds": "21600" };
  return ask(url, "/latest/api/token", { method: "PUT", headers: { ...ttl, ...headers }, ...rest });
}

/** Takes a token first, as every client does. */
export async function askWithToken(url: string, path: string, { headers = {}, ...rest }: Ask = {}): Promise<Reply> {
  const token = await askToken(url, rest.from === undefined ? {} : { from: rest.from });
  return ask(url, path, { headers: { ...headers, "X-aws-ec2-metadata-token": token.body }, ...rest });
}

/** Comes again after a 503, as clients do: the proxy does not know its pods yet, or STS takes its time. */
export async function askUntilKnown(url: string, path: string, options: Ask = {}): Promise<Reply> {
  const reply = await askWithToken(url, path, options);
  return reply.status === 503 ? askUntilKnown(url, path, options) : reply;
}

/** Sends bytes that no HTTP library would send and returns everything that comes back until the proxy closes. */
export function sendRaw(url: string, text: string, from = "127.0.1.1"): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port), localAddress: from }, () =>
      socket.write(text, "latin1"),
    );
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });
}
