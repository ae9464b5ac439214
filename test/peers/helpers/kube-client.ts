// A Kubernetes client for tests, as thin as can be, so that nothing of iamctl's own client is between test and cluster.
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export interface KubeAccess {
  readonly url: string;
  /** PEM. */
  readonly ca?: string;
  readonly token?: string;
}

export interface KubeAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  /** Of the body; `application/json` when absent. */
  readonly type?: string;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: KubeObject;
}

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
    readonly [key: string]: unknown;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export interface KubeClient {
  readonly access: KubeAccess;
  call<Body = KubeObject>(path: string, call?: Call): Promise<KubeAnswer<Body>>;
  /** Fails unless the answer is a success. */
  need<Body = KubeObject>(path: string, call?: Call): Promise<Body>;
  list(path: string): Promise<readonly KubeObject[]>;
  /** From the first line to the end of the response, whoever ends it. */
  watch(path: string, signal: AbortSignal, seen: (event: WatchEvent) => void): Promise<void>;
}

/** The API server's answer is no success, and the test did not ask for that. */
export class RefusedCall extends Error {
  readonly status: number;

  constructor(call: string, status: number, body: unknown) {
    super(`${call}: ${status} ${JSON.stringify(body)}`);
    this.status = status;
  }
}

const stale: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

export function createKubeClient(access: KubeAccess): KubeClient {
  const { Agent, request } = access.url.startsWith("https:") ? https : http;
  const agent = new Agent({ keepAlive: true, ...(access.ca !== undefined && { ca: access.ca }) });
  const send = (path: string, call: Call, signal?: AbortSignal): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { method = "GET", body, type = "application/json" } = call;
      const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = {
        accept: "application/json",
        ...(access.token !== undefined && { authorization: `Bearer ${access.token}` }),
        // Node tells the length of no DELETE's body by itself.
        ...(bytes !== undefined && { "content-type": type, "content-length": bytes.length }),
      };
      const settings = { method, headers, agent, ...(signal !== undefined && { signal }) };
      const asked = request(new URL(path, access.url), settings, resolve);
      asked.once("error", (error: NodeJS.ErrnoException) => {
        // The server has closed a connection that nobody used, and the end of it had not come here yet.
        if (asked.reusedSocket && stale.has(error.code ?? "") && signal?.aborted !== true)
          resolve(send(path, call, signal));
        else reject(error);
      });
      asked.end(bytes);
    });
  const client: KubeClient = {
    access,
    async call(path, call = {}) {
      const response = await send(path, call);
      const said = await text(response);
      // Nothing has been done, the API server has too much to do, and everybody's client comes again.
      if (response.statusCode === 429) {
        await sleep(Number(response.headers["retry-after"] ?? 1) * 1_000);
        return client.call(path, call);
      }
      return { status: response.statusCode ?? 0, body: (said.startsWith("{") ? JSON.parse(said) : said) as never };
    },
    async need<Body>(path: string, call: Call = {}) {
      const { status, body } = await client.call<Body>(path, call);
      if (status >= 200 && status < 300) return body;
      throw new RefusedCall(`${call.method ?? "GET"} ${path}`, status, body);
    },
    async list(path) {
      return (await client.need<{ items: readonly KubeObject[] }>(path)).items;
    },
    async watch(path, signal, seen) {
      const response = await send(path, {}, signal);
      if (response.statusCode !== 200)
        throw new RefusedCall(`watch ${path}`, response.statusCode ?? 0, await text(response));
      let rest = "";
      response.setEncoding("utf8");
      for await (const chunk of response as AsyncIterable<string>) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) seen(JSON.parse(line) as WatchEvent);
      }
    },
  };
  return client;
}
