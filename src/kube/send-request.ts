// Sends one request to the API server, signed in as the kubeconfig says, and reads the JSON it answers.
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import type { SignIn } from "./sign-in.ts";

export interface ApiRequest {
  readonly method: "GET" | "PATCH" | "POST";
  /** With its query. */
  readonly path: string;
  /** With PATCH a JSON merge patch (RFC 7396), with POST the object to create. */
  readonly body?: unknown;
  /** That of the method when absent. JSON is YAML, too. */
  readonly contentType?: "application/apply-patch+yaml" | undefined;
}

export type SendRequest = (request: ApiRequest) => Promise<unknown>;

/** The API server answered, and it was not a success. */
export class ApiStatus extends Error {
  readonly status: number;
  /** `NotFound`, `Conflict`, `Forbidden`, …; empty when something else than an API server answered. */
  readonly reason: string;
  /** From `Retry-After`, where the server sent it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, reason: string, message: string, retryAfter: string | undefined) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = retryAfter !== undefined && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  }
}

/** The program that the kubeconfig names to fetch credentials did not deliver them. */
export class CredentialCommandFailed extends Error {}

const silenceLimit = 60_000;

/**
 * The client library gives the sign-in where a kubeconfig is used. Its generated API is left out, because it rebuilds each
 * object it receives and drops the fields it does not know. Connections are kept, which it does not do either.
 */
export function createSendRequest({ serverUrl, proxied, apply }: SignIn): SendRequest {
  const { Agent, request } = serverUrl.startsWith("http:") ? http : https;
  const base = serverUrl.replace(/\/$/, "");
  let agent: http.Agent | undefined;
  return async ({ method, path, body, contentType = contentTypes[method] }) => {
    const settings: https.RequestOptions = {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": contentType }),
      },
    };
    await apply(settings).catch((cause: unknown) => {
      throw new CredentialCommandFailed(cause instanceof Error ? cause.message : String(cause), { cause });
    });
    const { ca, cert, key, rejectUnauthorized, servername } = settings;
    const direct = proxied
      ? settings.agent
      : (agent ??= new Agent({
          keepAlive: true,
          maxSockets: 8,
          ...defined({ ca, cert, key, rejectUnauthorized, servername }),
        }));
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const call = request(base + path, { ...settings, agent: direct ?? false }, resolve);
      call.setTimeout(silenceLimit, () => call.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
      call.once("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
    return readAnswer(response);
  };
}

const contentTypes = { GET: "", PATCH: "application/merge-patch+json", POST: "application/json" } as const;

async function readAnswer(response: http.IncomingMessage): Promise<unknown> {
  const status = response.statusCode ?? 0;
  const answer = parseJson(await text(response));
  if (status >= 200 && status < 300 && answer !== undefined) return answer;
  const { reason = "", message = `the server answered ${status} without a Kubernetes status` } = (answer ?? {}) as {
    reason?: string;
    message?: string;
  };
  throw new ApiStatus(status, reason, message, response.headers["retry-after"]);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function defined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
