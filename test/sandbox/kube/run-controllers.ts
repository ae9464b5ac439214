// The controllers and kubelets: from workloads to running pods, and through every change.
import test from "ava";
import type { KubeObject } from "../../../src/sandbox/kube/kube-object.ts";
import { kindNamed } from "../../../src/sandbox/kube/resource-kinds.ts";
import { node, pod, startCluster, workload } from "../../helpers/kube-sandbox.ts";

const nodes = [node("n1", "127.0.101.1", { pool: "a" }), node("n2", "127.0.102.1", { pool: "b" })];
const merge = "application/merge-patch+json";
const groups = { Deployment: "apps", StatefulSet: "apps", DaemonSet: "apps", CronJob: "batch" } as const;

function pathOf(kind: keyof typeof groups, name: string): string {
  return `/apis/${groups[kind]}/v1/namespaces/shop/${kind.toLowerCase()}s/${name}`;
}

/** A template with one annotation, as a patch of that kind. */
function annotating(kind: keyof typeof groups): object {
  const template = { metadata: { annotations: { role: "new" } } };
  return { spec: kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { template } };
}

const isRunning = ({ status, metadata }: KubeObject): boolean =>
  status?.["phase"] === "Running" && metadata.deletionTimestamp === undefined;

const rolls = test.macro(async (t, kind: keyof typeof groups, pods: number) => {
  const spec = kind === "Deployment" || kind === "StatefulSet" ? { replicas: 2 } : {};
  const { ask, state, controllers } = await startCluster(t, [...nodes, workload(kind, "web", spec)], true);
  const running = () => state.list(kindNamed("Pod")).filter(isRunning);
  const before = running();
  t.is(before.length, pods);
  await ask("PATCH", pathOf(kind, "web"), { type: merge, body: annotating(kind) });
  await controllers?.settled();
  const after = running();
  t.is(after.length, pods);
  t.true(after.every(({ metadata }) => metadata.annotations?.["role"] === "new"));
  const old = new Set(before.map(({ metadata }) => metadata.uid));
  t.false(after.some(({ metadata }) => old.has(metadata.uid)));
});

test("a changed template rolls a Deployment", rolls, "Deployment", 2);
test("a changed template rolls a StatefulSet", rolls, "StatefulSet", 2);
test("a changed template rolls a DaemonSet", rolls, "DaemonSet", 2);
test("a changed template starts a new run of a CronJob and finishes the old", rolls, "CronJob", 1);

test("a finished rollout is one by its status, too", async (t) => {
  const { ask, controllers } = await startCluster(t, [...nodes, workload("Deployment", "web", { replicas: 3 })], true);
  await ask("PATCH", pathOf("Deployment", "web"), { type: merge, body: annotating("Deployment") });
  await controllers?.settled();
  const { body } = await ask("GET", pathOf("Deployment", "web"));
  const { metadata, status } = body;
  const counts = { observedGeneration: metadata.generation, replicas: 3, updatedReplicas: 3, readyReplicas: 3 };
  t.like(status, { ...counts, availableReplicas: 3, unavailableReplicas: 0 });
  t.is(metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
});

test("the template of before takes up its ReplicaSet of before, however its members are ordered", async (t) => {
  const { ask, state, controllers } = await startCluster(t, [...nodes, workload("Deployment", "web")], true);
  const { body: original } = await ask("GET", pathOf("Deployment", "web"));
  await ask("PATCH", pathOf("Deployment", "web"), { type: merge, body: annotating("Deployment") });
  await controllers?.settled();
  const { spec, metadata } = original.spec.template;
  const template = { spec: { ...spec, securityContext: {} }, metadata: { creationTimestamp: null, ...metadata } };
  const { resourceVersion: _, ...rest } = original.metadata;
  await ask("PUT", pathOf("Deployment", "web"), {
    body: { ...original, metadata: rest, spec: { ...original.spec, template } },
  });
  await controllers?.settled();
  t.deepEqual(
    state
      .list(kindNamed("ReplicaSet"))
      .map((set) => Number(set.spec?.["replicas"]))
      .toSorted((one, other) => one - other),
    [0, 1],
  );
});

test("a paused Deployment does not roll until it is resumed", async (t) => {
  const { ask, state, controllers } = await startCluster(t, [...nodes, workload("Deployment", "web")], true);
  const annotated = () => state.list(kindNamed("Pod")).some(({ metadata }) => metadata.annotations?.["role"] === "new");
  await ask("PATCH", pathOf("Deployment", "web"), { type: merge, body: { spec: { paused: true } } });
  await ask("PATCH", pathOf("Deployment", "web"), { type: merge, body: annotating("Deployment") });
  await controllers?.settled();
  t.false(annotated());
  await ask("PATCH", pathOf("Deployment", "web"), { type: merge, body: { spec: { paused: null } } });
  await controllers?.settled();
  t.true(annotated());
});

test("what a deleted owner owned goes with it", async (t) => {
  const { ask, state, controllers } = await startCluster(
    t,
    [...nodes, workload("Deployment", "web", { replicas: 2 })],
    true,
  );
  await ask("DELETE", pathOf("Deployment", "web"));
  await controllers?.settled();
  t.deepEqual([...state.list(kindNamed("ReplicaSet")), ...state.list(kindNamed("Pod"))], []);
});

test("a pod goes only where its node selector admits it, and waits when nothing does", async (t) => {
  const pinned = pod("pinned", {}, { nodeSelector: { pool: "b" } });
  const stuck = pod("stuck", {}, { nodeSelector: { pool: "none" } });
  const { state } = await startCluster(t, [...nodes, pinned, stuck], true);
  t.is(state.get(kindNamed("Pod"), "shop", "pinned").spec?.["nodeName"], "n2");
  t.like(state.get(kindNamed("Pod"), "shop", "stuck"), { status: { phase: "Pending" } });
  t.is(state.get(kindNamed("Pod"), "shop", "stuck").spec?.["nodeName"], undefined);
});

test("pods have addresses of their own, and hostNetwork pods the node's", async (t) => {
  const host = workload("DaemonSet", "agent", {}, { hostNetwork: true });
  const { state } = await startCluster(t, [...nodes, host, workload("Deployment", "web", { replicas: 3 })], true);
  const pods = state.list(kindNamed("Pod"));
  const addressesOf = (app: string) =>
    pods.filter(({ metadata }) => metadata.labels?.["app"] === app).map(({ status }) => String(status?.["podIP"]));
  t.deepEqual(addressesOf("agent").toSorted(), ["127.0.101.1", "127.0.102.1"]);
  t.is(new Set(addressesOf("web")).size, 3);
  for (const { status } of pods) t.deepEqual(status?.["podIPs"], [{ ip: status?.["podIP"] }]);
});

test("an address that was given back is not given out again at once", async (t) => {
  const { ask, state, controllers } = await startCluster(
    t,
    [...nodes, workload("Deployment", "web", { replicas: 1 })],
    true,
  );
  const seen: unknown[] = [];
  for (let round = 0; round < 5; round += 1) {
    const [present] = state.list(kindNamed("Pod"));
    seen.push(present?.status?.["podIP"]);
    await ask("DELETE", `/api/v1/namespaces/shop/pods/${present?.metadata.name}`);
    await controllers?.settled();
  }
  t.is(new Set(seen).size, 5);
});

test("a pod with scheduling gates is placed on no node until they are gone", async (t) => {
  const held = pod("held", {}, { schedulingGates: [{ name: "example.com/wait" }] });
  const { ask, controllers } = await startCluster(t, [...nodes, held], true);
  const path = "/api/v1/namespaces/shop/pods/held";
  t.like((await ask("GET", path)).body.status, { phase: "Pending", conditions: [{ reason: "SchedulingGated" }] });
  await ask("PATCH", path, { type: merge, body: { spec: { schedulingGates: null } } });
  await controllers?.settled();
  t.is((await ask("GET", path)).body.status?.phase, "Running");
});
