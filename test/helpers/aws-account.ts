// A small simulated account served over a real socket, and the real SDK's clients connected to it.
import { connectAccount } from "../../src/aws/connect-account.ts";
import { openClients } from "../../src/aws/open-clients.ts";
import type { Waiting } from "../../src/aws/wait-for-iam.ts";
import { createAwsState } from "../../src/sandbox/aws/create-aws-state.ts";
import { serveAws } from "../../src/sandbox/aws/serve-aws.ts";
import type { AwsScenario, RoleScenario } from "../../src/sandbox/scenario.ts";

const keys = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

export const ec2Trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
export const allowRead =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
export const allowWrite = allowRead.replace("GetObject", "PutObject");

/** Signs the SDK in as the account's operator, for the whole test file. */
export function signInAsOperator(): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: keys.id,
    AWS_SECRET_ACCESS_KEY: keys.secret,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nowhere/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
  });
}

export interface AccountWish extends Partial<AwsScenario> {
  /** Statements of the operator's policy; everything is allowed when absent. */
  readonly operatorMay?: readonly object[];
}

export async function startAccount({ operatorMay, ...scenario }: AccountWish = {}) {
  const Statement = operatorMay ?? [{ Effect: "Allow", Action: "*", Resource: "*" }];
  const state = createAwsState(
    {
      account: "111122223333",
      region: "eu-west-1",
      operator: "ada",
      users: [{ name: "ada", policies: { may: { Version: "2012-10-17", Statement } }, accessKeys: [keys] }],
      roles: [],
      policies: [],
      instanceProfiles: [],
      clusters: [],
      instances: [],
      buckets: [],
      ...scenario,
    },
    { now: () => new Date() },
  );
  const server = await serveAws(state);
  const options = { endpoint: server.url, region: "eu-west-1" };
  const told: string[] = [];
  const waiting: Waiting = { pause: async () => undefined, tell: (text) => void told.push(text) };
  return { state, ...server, told, waiting, clients: openClients(options), account: connectAccount(options) };
}

export function role(name: string, more: Partial<RoleScenario> = {}): RoleScenario {
  return { name, trust: ec2Trust, ...more };
}
