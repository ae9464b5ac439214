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
  /** Milliseconds since the epoch; absent in a presigned request, which says for how long it is good. */
  readonly signedAt: number | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function readCredential(headers: IncomingHttpHeaders, query: URLSearchParams): Credential | undefined {
  const header = headers.authorization ?? "";
  const found = /^AWS4-HMAC-SHA256 +(?:.*, *)?Credential=([^,\s]+)/.exec(header)?.[1] ?? query.get("X-Amz-Credential");
  const [accessKeyId, , region, service, terminator] = found?.split("/") ?? [];
  if (!accessKeyId || region === undefined || service === undefined || terminator !== "aws4_request") return undefined;
  const token = headers["x-amz-security-token"] ?? query.get("X-Amz-Security-Token");
  const signedAt = readTime(headers["x-amz-date"]);
  return { accessKeyId, service, region, token: typeof token === "string" ? token : undefined, signedAt };
}

/** `20261123T080000Z` */
function readTime(text: string | readonly string[] | undefined): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(text)) ?? [];
  const [year = 0, month = 0, ...rest] = parts.map(Number);
  return parts.length === 0 ? undefined : Date.UTC(year, month - 1, ...rest);
}

/** Milliseconds: S3 is the patient one. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const mostSkew = { s3: 900_000, others: 300_000 } as const;

/** Throws the service's own refusal when there is no credential, or none that is good now. */
export function identifyCaller(state: AwsState, service: Service, credential: Credential | undefined): KnownCaller {
  if (credential === undefined) throw refuse(service, "no-credentials");
  const { signedAt } = credential;
  // By the machine's clock, as the `Date` header of the answer: a scenario's own may stand still.
  const skew = signedAt === undefined ? 0 : Math.abs(Date.now() - signedAt);
  if (skew > mostSkew[service === "s3" ? "s3" : "others"]) throw refuse(service, "skewed");
  const lookup = state.credentials.find(credential.accessKeyId, credential.token);
  if (lookup.kind !== "known") throw refuse(service, lookup.kind);
  return lookup.caller;
}
