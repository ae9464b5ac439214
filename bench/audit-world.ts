// A large cluster and account for the audit's measurements: prints its environment when all pods are there.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAwsState } from "../src/sandbox/aws/create-aws-state.ts";
import { serveAws } from "../src/sandbox/aws/serve-aws.ts";
import { createKubeState } from "../src/sandbox/kube/create-kube-state.ts";
import { serveKube } from "../src/sandbox/kube/serve-kube.ts";
import { readScenario } from "../src/sandbox/read-scenario.ts";
import { buildGoProgram } from "../test/peers/helpers/build-go-program.ts";
import { loadCluster } from "../test/peers/helpers/load-cluster.ts";
import { environmentOf, type PeerPrograms } from "../test/peers/helpers/peer-programs.ts";
import { clearDeadRuns, makeRunFolder } from "../test/peers/helpers/run-folder.ts";
import { startControlPlane } from "../test/peers/helpers/start-control-plane.ts";
import { makeChildren, makeLargeScenario } from "./large-scenario.ts";

interface LargeWorld {
  readonly env: Readonly<Record<string, string>>;
  /** How many pods the API server has. */
  countPods(): Promise<number>;
  stop(): Promise<void>;
}

const [pods = 10_000, roles = 2_000, namespaces = 60] = process.argv.slice(2, 5).map(Number);
const folder = mkdtempSync(join(tmpdir(), "iamctl-bench-"));
const file = join(folder, "large.yaml");
const real = process.argv[5] === "real";
// JSON is YAML, and is read the faster.
writeFileSync(file, JSON.stringify(makeLargeScenario({ pods, roles, namespaces, held: real })));
const scenario = readScenario(file);
const world = await (real ? startReal() : startSimulated());
while ((await world.countPods()) < pods) await new Promise((resolve) => setTimeout(resolve, 500));
console.log(JSON.stringify({ folder, env: world.env }));
process.once("SIGTERM", () => void world.stop().then(() => process.exit(0)));

/** Everything as controllers and kubelets would have left it: for so many pods they would take an hour. */
async function startSimulated(): Promise<LargeWorld> {
  const objects = scenario.kubernetes.objects.flatMap((object) => [object, ...makeChildren(object)]);
  const kube = await serveKube(createKubeState(objects, { now: () => new Date() }));
  const account = await startAccount(kube.url);
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(kube.url)));
  return {
    env: { ...account.env, KUBECONFIG: kubeconfig },
    countPods: async () => countOf((await (await fetch(`${kube.url}/api/v1/pods?limit=1`)).json()) as PodPage),
    async stop() {
      await Promise.all([account.stop(), kube.stop()]);
    },
  };
}

async function startAccount(clusterEndpoint: string): Promise<Pick<LargeWorld, "env" | "stop">> {
  const aws = createAwsState(scenario.aws, { now: () => new Date() });
  aws.setClusterEndpoint(clusterEndpoint);
  const { url, stop } = await serveAws(aws);
  const { id = "", secret = "" } = scenario.aws.users[0]?.accessKeys?.[0] ?? {};
  const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
  return { env: { ...keys, AWS_ENDPOINT_URL: url, AWS_REGION: scenario.aws.region }, stop };
}

function kubeconfigOf(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "large", cluster: { server } }],
    users: [{ name: "admin", user: {} }],
    contexts: [{ name: "large", context: { cluster: "large", user: "admin" } }],
    "current-context": "large",
  };
}

/** The account is the sandbox's. Pods are made by the real controllers, and held back from the scheduler. */
async function startReal(): Promise<LargeWorld> {
  await clearDeadRuns();
  const run = makeRunFolder();
  const settings = { say: (text: string): void => console.error(text), signal: new AbortController().signal };
  const controlPlane = await buildGoProgram("control-plane", "about 5 minutes on two cores", settings);
  Object.assign(process.env, { ...environmentOf({ controlPlane } as PeerPrograms), ...run.env });
  const cluster = await startControlPlane({ name: "large", hurried: true });
  const account = await startAccount(cluster.url);
  await loadCluster(cluster.client, scenario, new Map());
  return {
    env: { ...account.env, KUBECONFIG: cluster.kubeconfig },
    countPods: async () => countOf(await cluster.client.need<PodPage>("/api/v1/pods?limit=1")),
    async stop() {
      await account.stop();
      await cluster.stop();
      await run.clear();
    },
  };
}

interface PodPage {
  readonly items: readonly unknown[];
  readonly metadata: { readonly remainingItemCount?: number };
}

function countOf({ items, metadata }: PodPage): number {
  return items.length + (metadata.remainingItemCount ?? 0);
}
