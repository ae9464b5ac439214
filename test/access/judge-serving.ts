// Whether a proxy answers a workload's pods, from where they are and where proxies are meant to be.
import test from "ava";
import { judgeServing, type Serving, type ServingFacts } from "../../src/access/judge-serving.ts";
import type { NodeRecord } from "../../src/access/snapshot.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { role, snapshot, workload } from "../helpers/build.ts";
import { aPod } from "../helpers/proxy-world.ts";

const api = workload("api");
const world = snapshot({ nodeRoles: [role("node-a"), role("node-b")] });
const { nodes } = world;
const everywhere = { nodeSelector: {}, tolerations: [] };
const proxy = { scheduling: everywhere, desired: 2, ready: 2 };
const onlyOn = (pool: string) => ({
  ...proxy,
  scheduling: { ...everywhere, nodeSelector: { pool } },
  desired: 1,
  ready: 1,
});
const windows = nodes.map((node, at): NodeRecord => ({ ...node, windows: at === 1 }));
const podOn = (node: string | undefined, more: Partial<PodRecord> = {}): PodRecord =>
  aPod({
    name: `api-${node}`,
    namespace: "shop",
    node,
    owner: { kind: "Deployment", namespace: "shop", name: "api" },
    ...more,
  });

interface Change extends Partial<Pick<ServingFacts, "proxies">> {
  readonly pods?: readonly PodRecord[];
  readonly nodes?: readonly NodeRecord[];
  readonly pool?: string;
}

const judges = test.macro<[Change, Serving["kind"], string?]>({
  exec: (t, change, kind, problem) => {
    const subject = change.pool === undefined ? api : workload("api", { nodeSelector: { pool: change.pool } });
    const facts = { ...world, nodes: change.nodes ?? nodes, pods: change.pods ?? [] };
    const serving = judgeServing(subject, { snapshot: facts, proxies: "proxies" in change ? change.proxies : [proxy] });
    t.deepEqual(serving, problem === undefined ? { kind } : { kind, problem });
  },
  title: (rule) => rule ?? "",
});

test("a proxy on every node serves it", judges, {}, "served");
test("no proxy at all serves nobody", judges, { proxies: [] }, "unserved", "no proxy");
test(
  "what could not be read is not taken for absent",
  judges,
  { proxies: undefined },
  "unknown",
  "proxies were not read",
);
test(
  "a proxy that runs nowhere yet serves nobody",
  judges,
  { proxies: [{ ...proxy, ready: 0 }] },
  "unserved",
  "no ready proxy",
);
test(
  "one that is not everywhere serves some",
  judges,
  { proxies: [{ ...proxy, ready: 1 }] },
  "partly",
  "proxy ready on 1 of 2 nodes",
);
test("its pods' own node counts", judges, { proxies: [onlyOn("pool-0")], pods: [podOn("node-0")] }, "served");
test(
  "no proxy is meant for its pod's node",
  judges,
  { proxies: [onlyOn("pool-0")], pods: [podOn("node-1")] },
  "unserved",
  "no proxy on its node",
);
test(
  "of its pods' nodes, one has no proxy",
  judges,
  { proxies: [onlyOn("pool-0")], pods: [podOn("node-0"), podOn("node-1")] },
  "partly",
  "no proxy on 1 of its 2 nodes",
);
test(
  "without pods, every node that it may run on counts",
  judges,
  { proxies: [onlyOn("pool-0")] },
  "partly",
  "no proxy on 1 of its 2 nodes",
);
test("and no other: a node selector", judges, { proxies: [onlyOn("pool-0")], pool: "pool-0" }, "served");
test(
  "a pod on its way out does not count",
  judges,
  { proxies: [onlyOn("pool-0")], pods: [podOn("node-0"), podOn("node-1", { terminating: true })] },
  "served",
);
test(
  "nor does another workload's",
  judges,
  {
    proxies: [onlyOn("pool-0")],
    pods: [podOn("node-0"), podOn("node-1", { owner: { kind: "Job", namespace: "shop", name: "api" } })],
  },
  "served",
);
test(
  "nor one of its name in another namespace",
  judges,
  { proxies: [onlyOn("pool-0")], pods: [podOn("node-0"), podOn("node-1", { namespace: "media" })] },
  "served",
);
test("two proxies may share the nodes", judges, { proxies: [onlyOn("pool-0"), onlyOn("pool-1")] }, "served");
test(
  "a pod on a node that no proxy can serve",
  judges,
  { nodes: windows, pods: [podOn("node-1")] },
  "unserved",
  "no proxy on its node",
);
test("such a node is none where pods may be served", judges, { nodes: windows }, "served");
test(
  "on all its nodes, none of which any proxy is meant for",
  judges,
  { proxies: [onlyOn("pool-9")] },
  "unserved",
  "no proxy on its nodes",
);
test("without a node to come to, the proxies as they are count", judges, { pool: "gpu" }, "served");
test(
  "a proxy of other nodes may be late",
  judges,
  { proxies: [onlyOn("pool-0"), { ...onlyOn("pool-1"), ready: 0 }], pool: "pool-0" },
  "served",
);
test(
  "of two proxies, one is not ready at all",
  judges,
  { proxies: [proxy, { ...onlyOn("pool-0"), ready: 0 }] },
  "partly",
  "proxy ready on 0 of 1 nodes",
);
test(
  "a pod that waits for a node, and one that nobody made, are on none",
  judges,
  { proxies: [onlyOn("pool-0")], pods: [podOn(undefined), podOn("node-0", { owner: undefined })] },
  "partly",
  "no proxy on 1 of its 2 nodes",
);
