// A simulated AWS account on a socket, with the real SDK clients pointed at it.
import { EC2 } from "@aws-sdk/client-ec2";
import { EKS } from "@aws-sdk/client-eks";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import type { ExecutionContext } from "ava";
import { createAwsState, type AwsState } from "../../src/sandbox/aws/create-aws-state.ts";
import { serveAws } from "../../src/sandbox/aws/serve-aws.ts";
import type { AwsScenario, RoleScenario } from "../../src/sandbox/scenario.ts";

export const account = "111122223333";
export const nodeArn = `arn:aws:iam::${account}:role/nodes/worker`;

export interface AwsSandbox {
  readonly state: AwsState;
  readonly url: string;
  readonly clock: { now: Date };
  /** Clients of the administrator, of a user by access key id, or of a session. */
  as(who?: string | SessionKeys): Clients;
  /** Keys as the instance `i-0001` gets them from its metadata service. */
  nodeKeys(seconds?: number): SessionKeys;
}

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export type Clients = ReturnType<typeof makeClients>;

/** The account has an administrator, a user who may do nothing, and a node role; `more` is added to it. */
export async function startAws(t: ExecutionContext, more: Partial<AwsScenario> = {}): Promise<AwsSandbox> {
  const clock = { now: new Date("2026-11-02T10:00:00Z") };
  const scenario = { ...emptyAccount, ...more, roles: [...emptyAccount.roles, ...(more.roles ?? [])] };
  const state = createAwsState(scenario, { now: () => clock.now });
  const { url, stop } = await serveAws(state);
  t.teardown(stop);
  return {
    state,
    url,
    clock,
    as: (who = adminKey) => {
      return makeClients(url, typeof who === "string" ? { accessKeyId: who, secretAccessKey: "secret" } : who);
    },
    nodeKeys: (seconds = 21_600) => {
      return state.issueCredentials({ role: nodeArn, sessionName: "i-0001", seconds, source: "instance-profile" });
    },
  };
}

export const adminKey = "AKIAADMIN000000000001";
export const strangerKey = "AKIASTRANGER00000001";

export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function allow(action: string | readonly string[], resource: string | readonly string[] = "*"): object {
  return { Effect: "Allow", Action: action, Resource: resource };
}

/** A trust policy that admits the principals, under conditions if any. */
export function trust(
  principal: object | string,
  condition?: object,
  action: string | readonly string[] = "sts:AssumeRole",
): string {
  const limits = condition === undefined ? {} : { Condition: condition };
  return policy({ Effect: "Allow", Principal: principal, Action: action, ...limits });
}

export function podRole(name: string, trustText: string, more: Partial<RoleScenario> = {}): RoleScenario {
  return { name, path: "/pods/", trust: trustText, ...more };
}

export function podArn(name: string): string {
  return `arn:aws:iam::${account}:role/pods/${name}`;
}

const emptyAccount: AwsScenario = {
  account,
  region: "eu-west-1",
  operator: "admin",
  users: [
    {
      name: "admin",
      policies: { all: policy(allow("*")) },
      accessKeys: [{ id: adminKey, secret: "secret" }],
    },
    { name: "stranger", path: "/guests/", accessKeys: [{ id: strangerKey, secret: "secret" }] },
  ],
  roles: [{ name: "worker", path: "/nodes/", trust: trust({ Service: "ec2.amazonaws.com" }) }],
  policies: [],
  instanceProfiles: [],
  clusters: [],
  instances: [],
  buckets: [],
};

function makeClients(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }) {
  const settings = { endpoint, credentials, region: "eu-west-1", maxAttempts: 1 };
  return {
    iam: new IAM(settings),
    sts: new STS(settings),
    eks: new EKS(settings),
    ec2: new EC2(settings),
    s3: new S3(settings),
  };
}

/** What a failed call told: the SDK's error name, the HTTP status, AWS's message. */
export async function failureOf(call: Promise<unknown>): Promise<{ name: string; status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode ?? 0, message };
  }
  throw new Error("the call succeeded");
}
