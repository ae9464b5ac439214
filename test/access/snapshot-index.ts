// The index of a snapshot answers what a search through its lists would, and looks only once.
import test from "ava";
import { indexOf } from "../../src/access/snapshot-index.ts";
import { mayRunOn, type Scheduling } from "../../src/pods/scheduling.ts";
import { arn, role, snapshot, trusting, workload } from "../helpers/build.ts";
import { aPod } from "../helpers/proxy-world.ts";

const holder = { namespace: "shop", serviceAccount: "api" };
const world = {
  ...snapshot({
    workloads: [workload("api"), workload("api", { kind: "Job" }), workload("api", { namespace: "media" })],
    nodeRoles: [role("node-a"), role("node-b")],
  }),
  namespaces: [
    { name: "shop", annotations: { first: "yes" } },
    { name: "shop", annotations: { first: "no" } },
  ],
  serviceAccounts: [
    { namespace: "media", name: "api", annotations: {} },
    { namespace: "shop", name: "api", annotations: {} },
  ],
  eks: { issuer: undefined, accessEntries: [], associations: [{ ...holder, role: arn("pods/api") }] },
};
const index = indexOf(world);

test("of two with one name, the first is found", (t) => t.is(index.namespace("shop"), world.namespaces[0]));
test("what is not there is not found", (t) => t.is(index.namespace("media"), undefined));
test("a workload is found by kind, namespace and name", (t) => {
  for (const one of world.workloads) t.is(index.workload(one), one);
  t.is(index.workload({ kind: "CronJob", namespace: "shop", name: "api" }), undefined);
});
test("a service account is found in its namespace", (t) => {
  t.is(index.serviceAccount("shop", "api"), world.serviceAccounts[1]);
  t.is(index.serviceAccount("media", "web"), undefined);
});
test("an association is found by namespace and service account", (t) => {
  t.is(index.association("shop", "api")?.role, arn("pods/api"));
  t.is(index.association("media", "api"), undefined);
});
test("a node is found by its name", (t) => {
  t.true(world.nodes.length > 1);
  for (const node of world.nodes) t.is(index.node(node.name), node);
});

const schedulings: readonly Scheduling[] = [
  { nodeSelector: {}, tolerations: [] },
  { nodeSelector: { pool: "pool-1" }, tolerations: [] },
  { nodeSelector: { pool: "gpu" }, tolerations: [] },
  { nodeSelector: {}, terms: [], tolerations: [] },
  { nodeSelector: {}, tolerations: [{ operator: "Exists" }] },
];
test("each template is told the nodes that it admits itself", (t) => {
  for (const scheduling of schedulings) {
    const admitted = world.nodes.filter((node) => mayRunOn(node, scheduling));
    t.deepEqual(index.admittedNodes(scheduling), admitted);
    t.is(index.admittedNodes({ ...scheduling }), index.admittedNodes(scheduling));
    t.deepEqual(index.admittedRoles(scheduling), new Set(admitted.map(({ role: own }) => own)));
  }
});

test("a workload is told its own pods, in the order of the list, and none of another's or of nobody's", (t) => {
  const owner = { kind: "Deployment", namespace: "shop", name: "api" } as const;
  const pods = [
    { name: "b", owner },
    { name: "other-kind", owner: { ...owner, kind: "Job" as const } },
    { name: "other-place", namespace: "media", owner: { ...owner, namespace: "media" } },
    { name: "nobody's", owner: undefined },
    { name: "a", owner },
  ].map((pod) => aPod({ namespace: "shop", ...pod }));
  const { podsOf } = indexOf({ ...world, pods });
  t.deepEqual(podsOf(workload("api")), [pods[0], pods[4]]);
  t.deepEqual(podsOf(workload("web")), []);
});

test("a trust policy that many roles have is read once, and another one by itself", (t) => {
  const text = trusting(arn("node-a"));
  t.is(index.trust(text), index.trust(trusting(arn("node-a"))));
  t.notDeepEqual(index.trust(text), index.trust(trusting(arn("node-b"))));
  t.is(index.trust("{").kind, "malformed");
});

test("a snapshot has one index, and a changed copy another", (t) => {
  t.is(indexOf(world), index);
  t.is(indexOf({ ...world, namespaces: [] }).namespace("shop"), undefined);
});
