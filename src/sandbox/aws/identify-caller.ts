// Tells from a request's SigV4 credential which service is meant and who calls; the signature itself is not verified.
import type { IncomingHttpHeaders } from "node:http";
import { refuse, type Service } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import type { KnownCaller } from "./create-credential-store.ts";

/** What a request says of who signed it and for whom, in its headers or, when presigned, in its query. */
export interface Credential {
  readonly accessKeyId: string;
  readonly service: string;
  readonly region: string;
  readonly token: string | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function readCredential(headers: IncomingHttpHeaders, query: URLSearchParams): Credential | undefined {
  const header = headers.authorization ?? "";
  const found = /^AWS4-HMAC-SHA256 +(?:.*, *)?Credential=([^,\s]+)/.exec(header)?.[1] ?? query.get("X-Amz-Credential");
  const [accessKeyId, , region, service, terminator] = found?.split("/") ?? [];
  if (!accessKeyId || region === undefined || service === undefined || terminator !== "aws4_request") return undefined;
  const token = headers["x-amz-security-token"] ?? query.get("X-Amz-Security-Token");
  return { accessKeyId, service, region, token: typeof token === "string" ? token : undefined };
}

/** Throws the service's own refusal when there is no credential, or none that is good now. */
export function identifyCaller(state: AwsState, service: Service, credential: Credential | undefined): KnownCaller {
  if (credential === undefined) throw refuse(service, "no-credentials");
  const lookup = state.credentials.find(credential.accessKeyId, credential.token);
  if (lookup.kind !== "known") throw refuse(service, lookup.kind);
  return lookup.caller;
}
