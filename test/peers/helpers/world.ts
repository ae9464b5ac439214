// The two worlds that a contract test is run in: our own sandbox, and programs that nobody here wrote.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { readScenario } from "../../../src/sandbox/read-scenario.ts";
import { startSandbox } from "../../../src/sandbox/start-sandbox.ts";
import { eventually } from "./eventually.ts";
import { createKubeClient, type KubeClient } from "./kube-client.ts";
import { loadAccount } from "./load-account.ts";
import { loadCluster } from "./load-cluster.ts";
import { findRunFolder } from "./run-folder.ts";
import { runKubelet } from "./run-kubelet.ts";
import { startControlPlane } from "./start-control-plane.ts";
import { startNodeMetadata } from "./start-node-metadata.ts";
import { startMoto } from "./start-moto.ts";

export type WorldName = "sandbox" | "peers";

export interface World {
  readonly name: WorldName;
  /** What a person's shell has set, to reach account and cluster as the scenario's operator. */
  readonly env: Readonly<Record<string, string>>;
  readonly awsUrl: string;
  readonly kube: KubeClient;
  /** Empty, for the test's own files. */
  readonly folder: string;
  /** Stops the API server and starts it again, with `between` while it is away; a real one only. */
  restartApiServer?(between: () => Promise<void>): Promise<void>;
  /** After it, a watch of pods can go on from no version that was told before: 410. */
  forgetHistory(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorld(name: WorldName, scenario = "default"): Promise<World> {
  const folder = mkdtempSync(join(findRunFolder(), `world-${name}-`));
  return name === "sandbox" ? startEmbedded(scenario, folder) : startPeers(scenario, folder);
}

async function startEmbedded(scenario: string, folder: string): Promise<World> {
  const sandbox = await startSandbox({ scenario, stateFolder: folder });
  const { awsUrl, env } = sandbox;
  return {
    name: "sandbox",
    env: { ...env, XDG_STATE_HOME: folder, HOME: folder },
    awsUrl,
    kube: createKubeClient({ url: sandbox.kubeUrl }),
    folder,
    forgetHistory: async () => sandbox.kube.compact(),
    stop: () => sandbox.stop(),
  };
}

async function startPeers(name: string, folder: string): Promise<World> {
  const scenario = readScenario(name);
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  try {
    const cluster = await startControlPlane({ name: scenario.name });
    started.push(cluster);
    const moto = await startMoto({ scenario: scenario.aws, clusterEndpoint: cluster.url });
    started.push(moto);
    const { operator, instanceIds } = await loadAccount(moto.url, scenario.aws);
    await loadCluster(cluster.client, scenario, instanceIds);
    started.push(runKubelet(cluster.client));
    await awaitControllers(cluster.client);
    const imds = await startNodeMetadata(moto.url, scenario.aws);
    started.push(imds);
    return {
      name: "peers",
      env: {
        AWS_ENDPOINT_URL: moto.url,
        AWS_REGION: scenario.aws.region,
        AWS_ACCESS_KEY_ID: operator.id,
        AWS_SECRET_ACCESS_KEY: operator.secret,
        KUBECONFIG: cluster.kubeconfig,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
        IAMCTL_NODE_NAME: (await cluster.client.list("/api/v1/nodes"))[0]?.metadata.name ?? "",
        XDG_STATE_HOME: folder,
        HOME: folder,
      },
      awsUrl: moto.url,
      kube: cluster.client,
      folder,
      async restartApiServer(between) {
        await cluster.stopApiServer();
        await between();
        await cluster.startApiServer();
      },
      // It remembers changes in its memory, and those that came before it started are none: it says "too old".
      async forgetHistory() {
        const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "later-" }, data: {} };
        await cluster.client.need("/api/v1/namespaces/default/configmaps", { method: "POST", body });
        await cluster.stopApiServer();
        await cluster.startApiServer();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Controllers have seen to every object, and said so in it: kubectl and audits read it there. */
async function awaitControllers(client: KubeClient): Promise<void> {
  for (const [path, isSeenTo] of Object.entries(controlled)) {
    await eventually(`controllers have seen to all ${path}`, async () => {
      const objects = await client.list(path);
      return objects.every(({ spec = {}, status = {} }) => isSeenTo(spec, status)) ? true : undefined;
    });
  }
}

type Part = Readonly<Record<string, unknown>>;

/** In this order: what comes later needs what comes before. A CronJob has no pods until its hour comes. */
const controlled: Readonly<Record<string, (spec: Part, status: Part) => boolean>> = {
  // A node is made with a taint, which is taken off when it is seen to be ready.
  "/api/v1/nodes": ({ taints = [] }) => !JSON.stringify(taints).includes("node.kubernetes.io/not-ready"),
  "/apis/apps/v1/deployments": allAvailable,
  "/apis/apps/v1/replicasets": allAvailable,
  "/apis/apps/v1/statefulsets": allAvailable,
  // Before its controller has seen it, none are wished and none are there.
  "/apis/apps/v1/daemonsets": (_, { observedGeneration, desiredNumberScheduled, numberAvailable = 0 }) =>
    observedGeneration !== undefined && desiredNumberScheduled === numberAvailable,
  "/apis/batch/v1/jobs": ({ parallelism }, { ready }) => parallelism === ready,
  "/api/v1/pods": (_, { phase }) => phase === "Running",
};

function allAvailable({ replicas }: Part, { availableReplicas = 0 }: Part): boolean {
  return replicas === availableReplicas;
}
