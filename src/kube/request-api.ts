// Sends one GET to the API server and hands back the response as a stream, signed in as the kubeconfig says.
import http from "node:http";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import type { SignIn } from "./sign-in.ts";

/** Path with its query; the promise fails when no response begins. */
export type RequestApi = (path: string, options: RequestOptions) => Promise<IncomingMessage>;

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which the connection is given up. */
  readonly silence: number;
}

/**
 * The client library's own watch has no time limit and drops lines it cannot parse in silence, so the proxy talks to the
 * API server directly.
 */
export function createRequestApi({ serverUrl, apply }: SignIn): RequestApi {
  const { request } = serverUrl.startsWith("http:") ? http : https;
  return async (path, { signal, silence }) => {
    const settings: https.RequestOptions = { headers: { accept: "application/json" } };
    await apply(settings);
    const url = new URL(serverUrl.replace(/\/$/, "") + path);
    return new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(url, { ...settings, signal }, resolve);
      call.setTimeout(silence, () => call.destroy(new Error(`the API server was silent for ${silence / 1000} s`)));
      call.once("error", reject);
      call.end();
    });
  };
}
