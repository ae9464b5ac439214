// A running proxy whose AWS, and on request whose API server, is spoken to over the wire, with a clock the test turns.
import { createAssumeRole } from "../../src/aws/assume-role.ts";
import { connectMetadata } from "../../src/aws/connect-metadata.ts";
import { readNodeCredentials } from "../../src/aws/read-node-credentials.ts";
import { watchNamespaces } from "../../src/kube/watch-namespaces.ts";
import { watchPods } from "../../src/kube/watch-pods.ts";
import type { ClusterWatch } from "../../src/proxy/follow-cluster.ts";
import type { TestApiServer } from "./proxy-api-server.ts";
import { askWithToken, rolesPath } from "./proxy-client.ts";
import type { Reply } from "./proxy-client.ts";
import { createTestClock } from "./proxy-clock.ts";
import type { TestClock } from "./proxy-clock.ts";
import { startNode } from "./proxy-node.ts";
import type { TestNode } from "./proxy-node.ts";
import { startWorld, testNode } from "./proxy-world.ts";
import type { ProxyWorld, WorldOptions } from "./proxy-world.ts";

export interface WiredWorld {
  readonly world: ProxyWorld;
  readonly node: TestNode;
  readonly clock: TestClock;
  /** Moves the clock on, a minute at a time, and lets the calls that this sets off end. */
  pass(milliseconds: number): Promise<void>;
  /** Resolves when no call to STS is under way. */
  quiet(): Promise<void>;
  /** Asks for credentials as the pod at that address. */
  credentials(from?: string, role?: string): Promise<Reply>;
}

export async function startWired(
  t: { teardown: (task: () => Promise<unknown>) => void },
  { api, ...options }: WorldOptions & { readonly api?: TestApiServer } = {},
): Promise<WiredWorld> {
  const clock = createTestClock();
  const node = await startNode(clock.now);
  const metadata = connectMetadata({ endpoint: node.url, now: clock.now });
  const nodeCredentials = readNodeCredentials(metadata, clock.now);
  const assumeRole = createAssumeRole({
    ...{ nodeCredentials, region: async () => "eu-west-1", endpoint: node.url, now: clock.now },
  });
  const underWay = new Set<object>();
  const world = await startWorld({
    now: clock.now,
    timers: clock,
    metadata,
    ...(api !== undefined && { watch: followApi(api, clock) }),
    async assume(request) {
      underWay.add(request);
      try {
        return await assumeRole(request);
      } finally {
        underWay.delete(request);
      }
    },
    ...options,
  });
  t.teardown(() => Promise.all([world.stop(), node.stop()]));

  const quiet = async () => {
    do await new Promise((resolve) => void setImmediate(resolve));
    while (underWay.size > 0);
  };
  await quiet();
  return {
    world,
    node,
    clock,
    quiet,
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 60_000) {
        await clock.advance(Math.min(left, 60_000));
        await quiet();
      }
    },
    credentials: (from = "127.0.1.1", role = "thumbnails") => askWithToken(world.url, `${rolesPath}${role}`, { from }),
  };
}

function followApi({ request }: TestApiServer, timers: TestClock): ClusterWatch {
  const shared = { request, timers, random: () => 0.5 };
  return {
    pods: (node, listener) => watchPods({ ...shared, node, listener }),
    namespaces: (listener) => watchNamespaces({ ...shared, listener }),
  };
}

/** A running pod as the API server says it, at 127.0.1.1 unless told otherwise. */
export function apiPod(name: string, role = "thumbnails", ip = "127.0.1.1"): object {
  return {
    metadata: { name, namespace: "media", uid: name, annotations: { "iam.amazonaws.com/role": role } },
    spec: { nodeName: testNode },
    status: { phase: "Running", podIP: ip },
  };
}
