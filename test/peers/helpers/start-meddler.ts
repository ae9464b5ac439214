// Stands between iamctl and an API server, and lets somebody else be quicker: once, just before the first write.
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { writeKubeconfig } from "../../helpers/kubeconfig.ts";
import type { World } from "./world.ts";

export interface Meddler {
  /** Of a cluster administrator, through the meddler. */
  readonly kubeconfig: string;
  /** What the API server answered to each write. */
  readonly written: readonly number[];
  stop(): Promise<void>;
}

export async function startMeddler({ kube }: World, meddle: () => Promise<unknown>): Promise<Meddler> {
  const { url, ca, token } = kube.access;
  const { request: send } = url.startsWith("https:") ? https : http;
  const written: number[] = [];
  let quiet = true;
  const forward = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const { method = "GET", headers } = request;
    // A dry run asks and writes nothing.
    const isWrite = method !== "GET" && request.url?.includes("dryRun=All") !== true;
    if (isWrite && quiet) {
      quiet = false;
      await meddle();
    }
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const settings = {
      method,
      headers: { ...headers, ...authorization },
      agent: false,
      ...(ca !== undefined && { ca }),
    };
    send(new URL(request.url ?? "/", url), settings, (answer) => {
      if (isWrite) written.push(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    })
      .once("error", () => response.destroy())
      .end(body);
  };
  const server = http.createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: await writeKubeconfig({ server: `http://127.0.0.1:${port}`, context: "harbor-prod" }),
    written,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
