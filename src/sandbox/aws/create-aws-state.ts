// The simulated AWS account as the rest of the sandbox handles it: its contents, its callers and what was asked of it.
import type { AwsScenario } from "../scenario.ts";
import type { Account, RoleRecord } from "./account.ts";
import type { Service } from "./aws-fault.ts";
import { createAccount } from "./create-account.ts";
import {
  createCredentialStore,
  type CredentialStore,
  type IssuedCredentials,
  type SessionSource,
} from "./create-credential-store.ts";
import { dumpAccount } from "./dump-account.ts";

export interface AwsState {
  readonly account: Account;
  readonly credentials: CredentialStore;
  /** Every call that came with good credentials, oldest first; only the last 10,000. Holds no secret. */
  readonly calls: CallRecord[];
  /** Put here what should go wrong; the first that fits a call applies. */
  readonly faults: PlannedFault[];
  now(): Date;
  /** Credentials of a role without asking anybody: what an instance profile gives its instance. */
  issueCredentials(request: CredentialRequest): IssuedCredentials;
  /** What DescribeCluster tells of every cluster: set once the API server's address is known. */
  setClusterEndpoint(url: string, certificateAuthority?: string): void;
  readonly clusterEndpoint: ClusterEndpoint;
  /** The whole account as canonical JSON: equal before and after exactly when nothing in it changed. */
  dumpAccount(): string;
}

export interface CallRecord {
  readonly service: Service;
  readonly action: string;
  /** ARN. */
  readonly caller: string;
  readonly resource: string;
  /** `ok`, or the code of the error that was answered. */
  readonly outcome: string;
}

export interface PlannedFault {
  readonly service: Service;
  readonly action: string;
  readonly delayMs?: number;
  /** Answered in place of doing it: `Throttling`, `ServiceUnavailable`. */
  readonly errorCode?: string;
  /** 400 when absent. */
  readonly status?: number;
  /** The beginning of an answer, with status 200: nobody can read it. */
  readonly cutShort?: boolean;
  /** How many calls it still hits; all of them when absent. */
  times?: number;
}

export interface CredentialRequest {
  readonly role: string;
  readonly sessionName: string;
  readonly seconds: number;
  readonly source: SessionSource;
}

export interface ClusterEndpoint {
  readonly url: string;
  /** Base64 of the PEM. */
  readonly certificateAuthority: string;
}

export function createAwsState(scenario: AwsScenario, options: { readonly now: () => Date }): AwsState {
  const account = createAccount(scenario);
  const credentials = createCredentialStore(account.partition, account.id, options.now);
  for (const user of account.users.values()) credentials.addUser(user);
  let clusterEndpoint: ClusterEndpoint = { url: "https://127.0.0.1", certificateAuthority: "" };

  return {
    account,
    credentials,
    calls: [],
    faults: [],
    now: options.now,
    issueCredentials: (request) => credentials.issue({ ...request, role: roleByArn(account, request.role) }),
    setClusterEndpoint: (url, certificateAuthority = "") => {
      clusterEndpoint = { url, certificateAuthority };
    },
    get clusterEndpoint() {
      return clusterEndpoint;
    },
    dumpAccount: () => dumpAccount(account),
  };
}

function roleByArn(account: Account, arn: string): RoleRecord {
  const role = [...account.roles.values()].find((candidate) => candidate.arn === arn);
  if (role === undefined) throw new Error(`The simulated account has no role ${arn}`);
  return role;
}
