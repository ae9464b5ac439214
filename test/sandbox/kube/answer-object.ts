// One object of the simulated API server: conflicts, patches, status, deletion, dry runs.
import test from "ava";
import { node, pod, startCluster, workload } from "../../helpers/kube-sandbox.ts";

const deployments = "/apis/apps/v1/namespaces/shop/deployments";
const json = "application/json-patch+json";
const merge = "application/merge-patch+json";

test("creating what exists is 409 AlreadyExists; reading what does not is 404 NotFound, both with details", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const twice = await ask("POST", deployments, { body: workload("Deployment", "web") });
  t.like(twice, { status: 409, body: { kind: "Status", reason: "AlreadyExists", code: 409 } });
  t.deepEqual(twice.body.details, { name: "web", kind: "deployments", group: "apps" });
  t.like(await ask("GET", `${deployments}/none`), { status: 404, body: { reason: "NotFound" } });
});

test("an update with an old version is 409 Conflict and changes nothing", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const { body: read } = await ask("GET", `${deployments}/web`);
  await ask("PATCH", `${deployments}/web`, { type: merge, body: { metadata: { labels: { a: "1" } } } });
  const put = await ask("PUT", `${deployments}/web`, { body: { ...read, spec: { ...read.spec, replicas: 5 } } });
  t.like(put, { status: 409, body: { reason: "Conflict" } });
  const stale = { metadata: { resourceVersion: read.metadata.resourceVersion }, spec: { replicas: 6 } };
  t.is((await ask("PATCH", `${deployments}/web`, { type: merge, body: stale })).status, 409);
  t.is((await ask("GET", `${deployments}/web`)).body.spec.replicas, 1);
});

test("the generation counts changes of the spec alone, the version every change, and no change counts as none", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const change = async (body: object) =>
    (await ask("PATCH", `${deployments}/web`, { type: merge, body })).body.metadata;
  const [first, labelled] = [await change({}), await change({ metadata: { labels: { a: "1" } } })];
  const [scaled, again] = [await change({ spec: { replicas: 2 } }), await change({ spec: { replicas: 2 } })];
  t.deepEqual(
    [first, labelled, scaled, again].map(({ generation }) => generation),
    [1, 1, 2, 2],
  );
  t.true(Number(labelled.resourceVersion) < Number(scaled.resourceVersion));
  t.is(scaled.resourceVersion, again.resourceVersion);
});

test("a JSON patch applies whole or, when its test fails, not at all", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const set = { op: "replace", path: "/spec/replicas", value: 4 };
  const failing = [set, { op: "test", path: "/spec/replicas", value: 9 }];
  t.like(await ask("PATCH", `${deployments}/web`, { type: json, body: failing }), {
    status: 422,
    body: { reason: "Invalid" },
  });
  t.is((await ask("GET", `${deployments}/web`)).body.spec.replicas, 1);
  t.is((await ask("PATCH", `${deployments}/web`, { type: json, body: [set] })).body.spec.replicas, 4);
});

test("a map that became empty is left out, in the pod template as in the object's own metadata", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const path = `${deployments}/web`;
  const before = (await ask("GET", path)).body;
  const annotate = async (value: string | null) => {
    const metadata = { annotations: { note: value } };
    return (await ask("PATCH", path, { type: merge, body: { metadata, spec: { template: { metadata } } } })).body;
  };
  t.is((await annotate("1")).spec.template.metadata.annotations?.["note"], "1");
  const after = await annotate(null);
  t.deepEqual(after.spec.template, before.spec.template);
  t.false("annotations" in after.metadata);
});

test("the status is changed through /status only, and the rest not through it", async (t) => {
  const { ask } = await startCluster(t, [pod("a")]);
  const body = { metadata: { labels: { x: "1" } }, status: { phase: "Running" } };
  await ask("PATCH", "/api/v1/namespaces/shop/pods/a", { type: merge, body });
  const { body: before } = await ask("GET", "/api/v1/namespaces/shop/pods/a");
  t.is(before.status, undefined);
  await ask("PATCH", "/api/v1/namespaces/shop/pods/a/status", {
    type: merge,
    body: { ...body, metadata: { labels: { x: "2" } } },
  });
  const { body: after } = await ask("GET", "/api/v1/namespaces/shop/pods/a");
  t.like(after, { status: { phase: "Running" }, metadata: { labels: { x: "1" } } });
});

test("a dry run answers what would be and keeps nothing", async (t) => {
  const { ask, state } = await startCluster(t, [workload("Deployment", "web")]);
  const { version } = state;
  const created = await ask("POST", `${deployments}?dryRun=All`, { body: workload("Deployment", "other") });
  t.like(created, { status: 201, body: { spec: { replicas: 1 } } });
  const patch = { type: merge, body: { spec: { replicas: 7 } } };
  t.is((await ask("PATCH", `${deployments}/web?dryRun=All`, patch)).body.spec.replicas, 7);
  t.is((await ask("DELETE", `${deployments}/web?dryRun=All`)).status, 200);
  t.is(state.version, version);
});

test("a deleted pod is first told to end, and then gone; without grace it is gone at once", async (t) => {
  const { ask, controllers } = await startCluster(t, [node("n", "127.0.101.1"), pod("a"), pod("b")], true);
  const { body } = await ask("DELETE", "/api/v1/namespaces/shop/pods/a");
  t.truthy(body.metadata.deletionTimestamp);
  await ask("DELETE", "/api/v1/namespaces/shop/pods/b", { body: { gracePeriodSeconds: 0 } });
  t.is((await ask("GET", "/api/v1/namespaces/shop/pods/b")).status, 404);
  await controllers?.settled();
  t.is((await ask("GET", "/api/v1/namespaces/shop/pods/a")).status, 404);
});

test("a deletion meant for another object of the name is 409", async (t) => {
  const { ask } = await startCluster(t, [pod("a")]);
  const body = { preconditions: { uid: "another" } };
  t.is((await ask("DELETE", "/api/v1/namespaces/shop/pods/a", { body })).status, 409);
});

test("what the server cannot read or does not serve is refused with a Status", async (t) => {
  const { ask } = await startCluster(t, []);
  t.like(await ask("POST", deployments, { body: "{" }), { status: 400, body: { kind: "Status" } });
  t.is((await ask("POST", deployments, { body: "x", type: "application/vnd.kubernetes.protobuf" })).status, 415);
  t.is((await ask("POST", "/apis/apps/v1/deployments", { body: workload("Deployment", "web") })).status, 405);
  t.like(await ask("GET", "/apis/example.com/v1/things"), { status: 404, body: { kind: "Status" } });
  t.is((await ask("GET", "/api/v1/namespaces/%ff/pods")).status, 400);
});
