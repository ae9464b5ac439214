// Requests to the simulated AWS that no SDK would send.
import { request } from "node:http";

/** Headers that name a caller; the sandbox verifies no signature. */
export function signedFor(service: string, keyId: string): Record<string, string> {
  const scope = `${keyId}/20261102/eu-west-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

interface Sent {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

export async function send(url: string, { body, ...options }: Sent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url + options.path), options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.on("error", reject).end(body);
  });
}
