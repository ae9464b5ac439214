// Asks STS for a role's credentials with the node role's own, and sorts what can go wrong by what to do about it.
import type { Agent } from "node:https";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { RoleArn } from "../iam/arn.ts";
import type { NodeCredentialsReader } from "./read-node-credentials.ts";

export interface AssumeRoleRequest {
  readonly role: RoleArn;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  readonly seconds: number;
  /** Names and values; the role's trust policy must allow `sts:TagSession` for them. */
  readonly tags?: readonly (readonly [name: string, value: string])[] | undefined;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Milliseconds until then, by the clock of STS: the node's own may be off by hours. */
  readonly remaining: number;
}

/**
 * `denied`: the trust policy or the node role's policies say no. `too-long`: the session is longer than the role or
 * role chaining allows. `throttled`, `unreachable`: worth another try, the latter also when STS does not know the node or
 * cannot be understood. `refused`: everything else STS says no to.
 */
export type AssumeRoleFailure = "denied" | "too-long" | "throttled" | "unreachable" | "refused";

export type AssumeRoleOutcome =
  | { readonly kind: "assumed"; readonly credentials: RoleCredentials }
  | { readonly kind: "failed"; readonly cause: AssumeRoleFailure; readonly problem: string };

export type AssumeRole = (request: AssumeRoleRequest) => Promise<AssumeRoleOutcome>;

export interface AssumeRoleOptions {
  readonly nodeCredentials: NodeCredentialsReader;
  readonly region: () => Promise<string>;
  /** The regional endpoint of the partition when absent. */
  readonly endpoint?: string | undefined;
  /** Its FIPS variant. */
  readonly fips?: boolean;
  /** Makes the connections; the usual way when absent. */
  readonly agent?: Agent;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One attempt a call: whoever waits for credentials has less patience than the SDK's own retries. */
export function createAssumeRole(options: AssumeRoleOptions): AssumeRole {
  const { nodeCredentials, region, endpoint, fips = false, agent, now } = options;
  const client = new STSClient({
    region,
    credentials: () => nodeCredentials.current(),
    ...(endpoint !== undefined && { endpoint }),
    useFipsEndpoint: fips,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
      ...(agent !== undefined && { httpsAgent: agent }),
    },
  });

  return async (request) => {
    const first = await attempt(request);
    if (first.mended === undefined) return first.outcome;
    if (first.mended === "credentials") nodeCredentials.forget();
    const second = await attempt(request, first.mended === "credentials");
    return second.outcome;
  };

  async function attempt(request: AssumeRoleRequest, renew = false): Promise<Attempt> {
    try {
      // The client keeps what the function above gave it until it is told otherwise.
      if (renew) await client.config.credentials({ forceRefresh: true });
      return { outcome: await send(client, request, now), mended: undefined };
    } catch (error) {
      return explain(error);
    }
  }
}

interface Attempt {
  readonly outcome: AssumeRoleOutcome;
  /** What would make a second attempt a different one: newer credentials of the node, or the time as STS has it. */
  readonly mended: "credentials" | "clock" | undefined;
}

async function send(client: STSClient, request: AssumeRoleRequest, now: () => number): Promise<AssumeRoleOutcome> {
  const { Credentials } = await client.send(
    new AssumeRoleCommand({
      RoleArn: request.role,
      RoleSessionName: request.sessionName,
      DurationSeconds: request.seconds,
      ExternalId: request.externalId,
      Tags: request.tags?.map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (
    AccessKeyId === undefined ||
    SecretAccessKey === undefined ||
    SessionToken === undefined ||
    Expiration === undefined
  ) {
    throw new Error("the answer of STS holds no credentials");
  }
  return {
    kind: "assumed",
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration.getTime(),
      // How far the node's clock is off, the SDK learns from the `Date` header of every answer.
      remaining: Expiration.getTime() - (now() + client.config.systemClockOffset),
    },
  };
}

/** What is wrong with the node's own credentials, and no fault of the role's. */
const expiredCaller = new Set(["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "RequestExpired"]);
const badSignature = "SignatureDoesNotMatch";
const throttling = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "TooManyRequestsException",
]);

function explain(error: unknown): Attempt {
  const name = error instanceof Error ? error.name : "";
  const problem = error instanceof Error ? error.message : String(error);
  const outcome: AssumeRoleOutcome = { kind: "failed", cause: causeOf(name, problem, metadataOf(error)), problem };
  // The SDK takes the time from every answer's `Date` header, and says so when that makes a difference.
  if (metadataOf(error).clockSkewCorrected === true) return { outcome, mended: "clock" };
  return { outcome, mended: expiredCaller.has(name) ? "credentials" : undefined };
}

interface ErrorMetadata {
  readonly httpStatusCode?: number;
  readonly clockSkewCorrected?: boolean;
}

function metadataOf(error: unknown): ErrorMetadata {
  return (error as { readonly $metadata?: ErrorMetadata }).$metadata ?? {};
}

function causeOf(name: string, problem: string, { httpStatusCode: status }: ErrorMetadata): AssumeRoleFailure {
  if (name === "AccessDenied" || name === "AccessDeniedException") return "denied";
  if (throttling.has(name) || status === 429) return "throttled";
  if (name === "ValidationError" && /DurationSeconds|session limit/i.test(problem)) return "too-long";
  if (expiredCaller.has(name) || name === badSignature) return "unreachable";
  // What cannot be read comes with status 200, or with none: it says nothing about the role.
  return status !== undefined && status >= 400 && status < 500 ? "refused" : "unreachable";
}
