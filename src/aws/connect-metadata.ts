// Reads documents from the node's own EC2 instance metadata service, always with a token of our own.
import http from "node:http";

export interface MetadataDocument {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Path from `/latest/…`. Fails when the service cannot be reached or gives no token; a 404 is an answer. */
export type ReadMetadata = (path: string) => Promise<MetadataDocument>;

export interface MetadataOptions {
  /** `http://169.254.169.254` when absent. */
  readonly endpoint?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export const metadataAddress = "http://169.254.169.254";
const tokenSeconds = 21_600;
const longestSilence = 2_000;
const largestDocument = 64 * 1024;

export function connectMetadata({ endpoint = metadataAddress, now }: MetadataOptions): ReadMetadata {
  const base = endpoint.replace(/\/+$/, "");
  let token: { readonly text: string; readonly renewAt: number } | undefined;

  return async (path) => {
    const first = await read(path);
    if (first.status !== 401) return first;
    token = undefined;
    return read(path);
  };

  async function read(path: string): Promise<MetadataDocument> {
    if (token === undefined || token.renewAt <= now()) token = await askToken();
    return send("GET", base + path, { "X-aws-ec2-metadata-token": token.text });
  }

  async function askToken() {
    const headers = { "X-aws-ec2-metadata-token-ttl-seconds": String(tokenSeconds) };
    const answer = await send("PUT", `${base}/latest/api/token`, headers);
    if (answer.status !== 200)
      throw new Error(`the instance metadata service answered ${answer.status} to the token request`);
    return { text: answer.body.toString("latin1"), renewAt: now() + (tokenSeconds / 2) * 1000 };
  }
}

function send(method: string, url: string, headers: http.OutgoingHttpHeaders): Promise<MetadataDocument> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, timeout: longestSilence }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > largestDocument)
          request.destroy(new Error(`the document at ${url} is larger than ${largestDocument} bytes`));
      });
      response.on("error", reject);
      response.on("end", () => {
        const contentType = response.headers["content-type"] ?? "text/plain";
        resolve({ status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks) });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer from ${url} in ${longestSilence / 1000} s`)));
    request.on("error", reject);
    request.end();
  });
}
