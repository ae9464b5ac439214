// A request to the simulated AWS, read whole, and the answer to it.
import type { IncomingHttpHeaders } from "node:http";
import type { Service } from "./aws-fault.ts";
import type { Credential } from "./identify-caller.ts";

export interface AwsRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly service: Service;
  readonly credential: Credential | undefined;
  /** Told in headers and bodies, so that a person can find the request again. */
  readonly requestId: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
