// Opens the AWS SDK clients, each on first use, and explains whatever a call on them throws.
import type { AutoScaling } from "@aws-sdk/client-auto-scaling";
import type { EC2 } from "@aws-sdk/client-ec2";
import type { EKS } from "@aws-sdk/client-eks";
import type { IAM } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import { createSourceCount, type ReadSource } from "../access/read-sources.ts";
import { awsErrorKind } from "./error-kinds.ts";
import { explainAwsError } from "./explain-error.ts";
import { loadSdk } from "./load-sdk.ts";
import { requireProfile } from "./require-profile.ts";
import { tellThrottling } from "./tell-throttling.ts";

export interface AccountOptions {
  /** A profile of `~/.aws/config`; the SDK's own order of sources when absent. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Replaces every service's address; `AWS_ENDPOINT_URL` does the same. */
  readonly endpoint?: string | undefined;
  /** The profile that the environment names: for telling that it is not there, or how to sign in again. */
  readonly environmentProfile?: string | undefined;
  /** Hears of calls that AWS throttles, while they are tried again. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** What a call is about, for the person who reads that it failed: `iam:GetRole` on `role/api`. */
export interface AwsCall {
  readonly action: string;
  readonly resource: string;
}

export interface Clients {
  iam(): Promise<IAM>;
  eks(): Promise<EKS>;
  ec2(): Promise<EC2>;
  autoScaling(): Promise<AutoScaling>;
  sts(): Promise<STS>;
  /** Calls that were answered since this was last asked. */
  takeSources(): readonly ReadSource[];
  /** Runs a call; what it throws comes out as an IamctlError, NotPermitted where access was denied. */
  run<Result>(call: AwsCall, send: () => Promise<Result>): Promise<Result>;
  /** The same, and `undefined` when AWS says that the thing does not exist. */
  find<Result>(call: AwsCall, send: () => Promise<Result>): Promise<Result | undefined>;
}

/** Opens nothing yet: a client is loaded and made when it is first asked for. */
export function openClients(options: AccountOptions): Clients {
  const settings = {
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    // IAM's read calls throttle early; adaptive mode slows down instead of failing.
    retryMode: "adaptive",
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
  const sources = createSourceCount();
  const profile = options.profile ?? options.environmentProfile;
  const profileChecked = once(() => requireProfile(profile));
  const explain = (error: unknown, call: AwsCall) => explainAwsError(error, { ...call, profile });
  const told = <Sdk extends Parameters<typeof tellThrottling>[0]>(client: Sdk, service: string): Sdk =>
    options.tell === undefined ? client : tellThrottling(client, service, options.tell);
  return {
    iam: once(async () => told(withQuotasTold(new (loadSdk.iam().IAM)(settings)), "iam")),
    eks: once(async () => told(new (loadSdk.eks().EKS)(settings), "eks")),
    ec2: once(async () => told(new (loadSdk.ec2().EC2)(settings), "ec2")),
    autoScaling: once(async () => told(new (loadSdk.autoScaling().AutoScaling)(settings), "autoscaling")),
    sts: once(async () => told(new (loadSdk.sts().STS)(settings), "sts")),
    takeSources: sources.take,
    async run(call, send) {
      try {
        await profileChecked();
        const answer = await send();
        sources.note(call.action);
        return answer;
      } catch (error) {
        throw explain(error, call);
      }
    },
    async find(call, send) {
      try {
        await profileChecked();
        const answer = await send();
        sources.note(call.action);
        return answer;
      } catch (error) {
        if (awsErrorKind(error) === "absent") {
          sources.note(call.action);
          return undefined;
        }
        throw explain(error, call);
      }
    },
  };
}

/**
 * The SDK takes any `LimitExceededException` for throttling and tries again for a long while. IAM's means a quota, which
 * does not pass: under the name it has on the wire it is told at once.
 */
function withQuotasTold(iam: IAM): IAM {
  iam.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && error.name === "LimitExceededException") error.name = "LimitExceeded";
        throw error;
      }
    },
    // Inside the retries, which are in this step with a high priority.
    { name: "iamctlQuotas", step: "finalizeRequest", priority: "low" },
  );
  return iam;
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
