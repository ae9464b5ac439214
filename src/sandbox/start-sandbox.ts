// Starts the whole sandbox: an AWS account, a cluster with its controllers, and a metadata service for every node.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printYaml } from "../yaml.ts";
import { type AwsState, createAwsState } from "./aws/create-aws-state.ts";
import { serveAws } from "./aws/serve-aws.ts";
import { createKubeState, type KubeState } from "./kube/create-kube-state.ts";
import { runControllers } from "./kube/run-controllers.ts";
import { serveKube } from "./kube/serve-kube.ts";
import { readScenario } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { type SandboxNode, startNodes } from "./start-nodes.ts";

export interface Sandbox {
  readonly scenario: string;
  readonly cluster: string;
  readonly region: string;
  readonly account: string;
  /** One port for STS, IAM, EKS, EC2 and S3. */
  readonly awsUrl: string;
  readonly kubeUrl: string;
  /** Path of the file. */
  readonly kubeconfig: string;
  /** What a person's shell would have set, to reach account and cluster as the scenario's operator. */
  readonly env: Readonly<Record<string, string>>;
  readonly nodes: readonly SandboxNode[];
  /** For tests: the account and the cluster from behind. */
  readonly aws: AwsState;
  readonly kube: KubeState;
  /** The whole account as canonical JSON, to compare before and after. */
  dumpAccount(): string;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** A name in `templates/sandbox` or the path of a file; `default` when absent. */
  readonly scenario?: string;
  /** The kubeconfig is written here. */
  readonly stateFolder: string;
  /** How long a pod takes to start, and to end. */
  readonly podDelayMs?: number;
}

export async function startSandbox({ scenario: name, stateFolder, podDelayMs = 60 }: SandboxOptions): Promise<Sandbox> {
  const scenario = readScenario(name);
  const now = (): Date => new Date();
  const aws = createAwsState(scenario.aws, { now });
  const kube = createKubeState(scenario.kubernetes.objects, { now });
  const controllers = runControllers(kube, { podDelayMs });
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    controllers.stop();
    await Promise.all(started.map((part) => part.stop()));
  };
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  try {
    const awsServer = keep(await serveAws(aws));
    const kubeServer = keep(await serveKube(kube));
    aws.setClusterEndpoint(kubeServer.url);
    const nodes = await startNodes(scenario, aws, kube, keep);
    const kubeconfig = join(stateFolder, "kubeconfig");
    await writeFile(kubeconfig, printYaml(kubeconfigOf(scenario.name, kubeServer.url)), { mode: 0o600 });
    await controllers.settled();
    return {
      scenario: name ?? "default",
      cluster: scenario.name,
      region: scenario.aws.region,
      account: scenario.aws.account,
      awsUrl: awsServer.url,
      kubeUrl: kubeServer.url,
      kubeconfig,
      env: environmentOf(scenario, awsServer.url, kubeconfig, nodes),
      nodes,
      aws,
      kube,
      dumpAccount: () => aws.dumpAccount(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function kubeconfigOf(name: string, server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    // Without it Kubernetes' JavaScript client refuses plain HTTP; there is no TLS here to verify.
    clusters: [{ name, cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "operator", user: {} }],
    contexts: [{ name, context: { cluster: name, user: "operator" } }],
    "current-context": name,
  };
}

function environmentOf(
  { aws }: Scenario,
  awsUrl: string,
  kubeconfig: string,
  [firstNode]: readonly SandboxNode[],
): Record<string, string> {
  const [key] = aws.users.find(({ name }) => name === aws.operator)?.accessKeys ?? [];
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: aws.region,
    // The name that version 1 of the AWS CLI knows.
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: key?.id ?? "",
    AWS_SECRET_ACCESS_KEY: key?.secret ?? "",
    KUBECONFIG: kubeconfig,
    // For `iamctl proxy`: the node it then runs on.
    ...(firstNode !== undefined && {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: firstNode.imdsUrl,
      IAMCTL_NODE_NAME: firstNode.name,
    }),
  };
}
