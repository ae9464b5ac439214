// Server-side apply over the wire: ownership, conflicts, and what its owner no longer wants.
import test from "ava";
import type { ManagedFields } from "../../../src/sandbox/kube/kube-object.ts";
import { startCluster, workload } from "../../helpers/kube-sandbox.ts";

const path = "/apis/apps/v1/namespaces/shop/deployments/web";
const type = "application/apply-patch+yaml";
const applied = (spec: object, annotations?: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", ...(annotations && { annotations }) },
  spec,
});
/** With all that a Deployment needs to be created. */
const whole = (spec: object) => applied({ ...workload("Deployment", "web").spec, ...spec });
const containers = (env: object[]) => ({ template: { spec: { containers: [{ name: "app", env }] } } });

test("what is not there is created, and its fields are the manager's", async (t) => {
  const { ask } = await startCluster(t, []);
  const { status, body } = await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ replicas: 2 }) });
  t.is(status, 201);
  const [entry] = body.metadata.managedFields;
  t.like(entry, { manager: "me", operation: "Apply", fieldsV1: { "f:spec": { "f:replicas": {} } } });
});

test("another manager's field is a conflict that names it, unless forced, and then it changes hands", async (t) => {
  const { ask } = await startCluster(t, []);
  await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ replicas: 2 }) });
  const other = { type, body: applied({ replicas: 3 }) };
  const refused = await ask("PATCH", `${path}?fieldManager=you`, other);
  t.like(refused, { status: 409, body: { reason: "Conflict" } });
  const [cause] = refused.body.details.causes;
  t.deepEqual(cause, { reason: "FieldManagerConflict", message: 'conflict with "me"', field: ".spec.replicas" });
  const forced = await ask("PATCH", `${path}?fieldManager=you&force=true`, other);
  t.is(forced.body.spec.replicas, 3);
  const ownersOfReplicas = forced.body.metadata.managedFields
    .filter(
      ({ fieldsV1 }: ManagedFields) =>
        (fieldsV1["f:spec"] as object | undefined) && "f:replicas" in (fieldsV1["f:spec"] as object),
    )
    .map(({ manager }: ManagedFields) => manager);
  t.deepEqual(ownersOfReplicas, ["you"]);
});

test("the same value is no conflict, and both own it", async (t) => {
  const { ask } = await startCluster(t, []);
  for (const manager of ["me", "you"])
    await ask("PATCH", `${path}?fieldManager=${manager}`, { type, body: whole({ replicas: 2 }) });
  await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ paused: true }) });
  const { body } = await ask("GET", path);
  t.like(body.spec, { replicas: 2, paused: true });
});

test("what a manager no longer applies goes, and what others set stays", async (t) => {
  const { ask } = await startCluster(t, [workload("Deployment", "web")]);
  const [a, b] = [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ];
  await ask("PATCH", `${path}?fieldManager=me`, { type, body: applied(containers([a, b]), { mine: "1", also: "2" }) });
  const merge = "application/merge-patch+json";
  await ask("PATCH", `${path}?fieldManager=you`, { type: merge, body: { metadata: { annotations: { yours: "1" } } } });
  const { body } = await ask("PATCH", `${path}?fieldManager=me`, {
    type,
    body: applied(containers([b]), { also: "2" }),
  });
  t.deepEqual(body.metadata.annotations, { also: "2", yours: "1" });
  t.like(body.spec.template.spec.containers[0], { image: "app:1", env: [b] });
});

test("an update takes fields over from who applied them", async (t) => {
  const { ask } = await startCluster(t, []);
  await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ replicas: 2, paused: true }) });
  await ask("PATCH", path, { type: "application/merge-patch+json", body: { spec: { replicas: 5 } } });
  const { body } = await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ paused: true }) });
  t.is(body.spec.replicas, 5);
  t.is((await ask("PATCH", `${path}?fieldManager=me`, { type, body: whole({ replicas: 2 }) })).status, 409);
});
