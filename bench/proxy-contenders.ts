// Brings what is measured into the world it is measured in: the bundle in a process of its own, or another's server.
import { setTimeout as sleep } from "node:timers/promises";
import { askToken } from "../test/helpers/proxy-client.ts";
import { findServer, startProxyProcess } from "./proxy-process.ts";
import type { MeasuredProcess, MeasuredServer } from "./proxy-process.ts";
import { startSurroundings } from "./proxy-surroundings.ts";
import type { BenchPod, Surroundings } from "./proxy-surroundings.ts";

export interface World {
  /** For the certificate and the token of the API server. */
  readonly folder: string;
  readonly pods: readonly BenchPod[];
  /** Milliseconds. */
  readonly stsTakes: number;
}

export type Work<Server> = (server: Server, calls: readonly string[]) => Promise<void>;

export async function withProxy(bundle: string, world: World, work: Work<MeasuredProcess>): Promise<void> {
  const surroundings = await startSurroundings(world);
  const proxy = await startProxyProcess(bundle, surroundings);
  try {
    await work(proxy, surroundings.calls);
  } finally {
    await proxy.stop();
    surroundings.stop();
  }
}

/** Whoever runs the bench starts the other proxy, once it is told what to point it at. */
export async function withPeer(url: string, world: World, work: Work<MeasuredServer>): Promise<void> {
  const surroundings = await startSurroundings(world);
  try {
    console.log(describe(surroundings, world.folder));
    console.log(`Waiting for a proxy at ${url} with these.`);
    await answers(url);
    await work(findServer(url), surroundings.calls);
  } finally {
    surroundings.stop();
  }
}

function describe({ apiPort, awsUrl }: Surroundings, folder: string): string {
  const settings = {
    ...{ API_SERVER: `https://127.0.0.1:${apiPort}`, API_CA: `${folder}/ca.crt`, API_TOKEN: "bench" },
    ...{ AWS_ENDPOINT_URL: awsUrl, AWS_EC2_METADATA_SERVICE_ENDPOINT: awsUrl },
  };
  return Object.entries(settings)
    .map(([name, value]) => `export ${name}=${value}`)
    .join("\n");
}

async function answers(url: string): Promise<void> {
  while (
    !(await askToken(url).then(
      () => true,
      () => false,
    ))
  )
    await sleep(50);
}
