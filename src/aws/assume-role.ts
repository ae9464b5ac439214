// Asks STS for a role's credentials with the node role's own, and sorts what can go wrong by what to do about it.
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { RoleArn } from "../iam/arn.ts";
import type { NodeCredentialsReader } from "./read-node-credentials.ts";

export interface AssumeRoleRequest {
  readonly role: RoleArn;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  readonly seconds: number;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * `denied`: the trust policy or the node role's policies say no. `too-long`: the session is longer than the role or
 * role chaining allows. `throttled`, `unreachable`: worth another try. `refused`: everything else STS says no to.
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
}

/** One attempt a call: whoever waits for credentials has less patience than the SDK's own retries. */
export function createAssumeRole({ nodeCredentials, region, endpoint }: AssumeRoleOptions): AssumeRole {
  const client = new STSClient({
    region,
    credentials: () => nodeCredentials.current(),
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });

  return async (request) => {
    const first = await attempt(request);
    if (!first.callerExpired) return first.outcome;
    nodeCredentials.forget();
    const second = await attempt(request, true);
    return second.outcome;
  };

  async function attempt(request: AssumeRoleRequest, renew = false): Promise<Attempt> {
    try {
      // The client keeps what the function above gave it until it is told otherwise.
      if (renew) await client.config.credentials({ forceRefresh: true });
      return { outcome: await send(client, request), callerExpired: false };
    } catch (error) {
      return explain(error);
    }
  }
}

interface Attempt {
  readonly outcome: AssumeRoleOutcome;
  /** STS said that the node's own credentials have expired. */
  readonly callerExpired: boolean;
}

async function send(client: STSClient, request: AssumeRoleRequest): Promise<AssumeRoleOutcome> {
  const { Credentials } = await client.send(
    new AssumeRoleCommand({
      RoleArn: request.role,
      RoleSessionName: request.sessionName,
      DurationSeconds: request.seconds,
      ExternalId: request.externalId,
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
    },
  };
}

const expiredCaller = new Set(["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "RequestExpired"]);
const throttling = new Set(["Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"]);

function explain(error: unknown): Attempt {
  const name = error instanceof Error ? error.name : "";
  const problem = error instanceof Error ? error.message : String(error);
  const outcome: AssumeRoleOutcome = { kind: "failed", cause: causeOf(name, problem, error), problem };
  return { outcome, callerExpired: expiredCaller.has(name) };
}

function causeOf(name: string, problem: string, error: unknown): AssumeRoleFailure {
  if (name === "AccessDenied" || name === "AccessDeniedException") return "denied";
  if (throttling.has(name)) return "throttled";
  if (name === "ValidationError" && /DurationSeconds|session limit/i.test(problem)) return "too-long";
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined || status >= 500 ? "unreachable" : "refused";
}
