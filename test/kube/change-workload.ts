// Changing pod templates over the wire: the patch of each kind, and who is not overwritten.
import test from "ava";
import { annotateTemplate, rehearseTemplate } from "../../src/kube/change-workload.ts";
import { openApi } from "../../src/kube/open-api.ts";
import type { WorkloadKind } from "../../src/pods/workload-record.ts";
import type { AnnotateWorkload } from "../../src/plan/step.ts";
import { serve } from "../helpers/http-server.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";

const key = "iam.amazonaws.com/role";
const step = (kind: WorkloadKind, before: string | undefined, after: string | undefined): AnnotateWorkload => ({
  kind: "annotate-workload",
  workload: { kind, namespace: "media", name: "api" },
  changes: [{ key, before, after }],
});

/** An API server with one object. `meddle` is called before each patch, and may change the object as somebody else. */
async function holding(
  object: Json,
  meddle: (object: Json, patches: number) => void = () => undefined,
  refuse?: { readonly status: number; readonly body: object },
) {
  let version = 1;
  let patches = 0;
  const server = await serve(({ method, path, body }) => {
    if (method === "GET")
      return { body: { ...object, metadata: { ...asJson(object["metadata"]), resourceVersion: String(version) } } };
    meddle(object, patches++);
    const patch = JSON.parse(body) as Json;
    const wanted = asJson(patch["metadata"])["resourceVersion"];
    if (object["touched"] === true) version += 1;
    delete object["touched"];
    if (wanted !== String(version))
      return { status: 409, body: { kind: "Status", reason: "Conflict", message: "modified" } };
    const { apiVersion: _, kind: __, ...wished } = patch;
    if (path.includes("dryRun=All")) return refuse ?? { body: object };
    merge(object, wished);
    version += 1;
    return { body: object };
  });
  const api = openApi({ kubeconfig: await writeKubeconfig({ server: server.url }) });
  return { ...server, api, object };
}

type Json = Record<string, unknown>;
const asJson = (value: unknown): Json => (value ?? {}) as Json;

/** RFC 7396. */
function merge(target: Json, patch: Json): void {
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete target[name];
    else if (typeof value === "object" && !Array.isArray(value)) merge((target[name] ??= {}) as Json, asJson(value));
    else target[name] = value;
  }
}

const template = (annotations: object): Json => ({ spec: { template: { metadata: { annotations } } } });

const places = test.macro<[WorkloadKind, Json, (...path: never[]) => unknown]>({
  async exec(t, kind, object, find) {
    const { api, stop, asked } = await holding(object);
    await annotateTemplate(api, step(kind, undefined, "thumbnails"));
    t.is((find as (object: Json) => unknown)(object), "thumbnails");
    const sent = asked.find(({ method }) => method === "PATCH");
    t.is(sent?.headers["content-type"], "application/apply-patch+yaml");
    t.regex(sent?.path ?? "", /\?fieldManager=iamctl&force=true$/);
    stop();
  },
  title: (rule) => rule ?? "",
});
const at =
  (...path: string[]) =>
  (object: Json): unknown =>
    [...path, "metadata", "annotations", key].reduce<unknown>((value, name) => asJson(value)[name], object);

test(
  "a Deployment is annotated in its pod template",
  places,
  "Deployment",
  template({ other: "stays" }),
  at("spec", "template"),
);
test(
  "a template without annotations gets its first",
  places,
  "StatefulSet",
  { spec: { template: {} } },
  at("spec", "template"),
);
test(
  "a CronJob is annotated in the template of its Jobs",
  places,
  "CronJob",
  { spec: { jobTemplate: { spec: { template: {} } } } },
  at("spec", "jobTemplate", "spec", "template"),
);
test("a bare Pod is annotated itself", places, "Pod", { metadata: { name: "api" } }, at());
test(
  "a Job that has not been let run can still be annotated",
  places,
  "Job",
  { spec: { suspend: true, template: {} } },
  at("spec", "template"),
);

test("what else is in the template stays, and undo takes only its own away", async (t) => {
  const { api, object, stop } = await holding(template({ other: "stays" }));
  await annotateTemplate(api, step("Deployment", undefined, "thumbnails"));
  await annotateTemplate(api, step("Deployment", "thumbnails", undefined));
  t.deepEqual(asJson(object["spec"]), asJson(template({ other: "stays" })["spec"]));
  stop();
});

test("a Job that runs is refused with what to do instead", async (t) => {
  const { api, asked, stop } = await holding({ spec: { template: {} } });
  const error = await t.throwsAsync(annotateTemplate(api, step("Job", undefined, "thumbnails")));
  t.regex(error?.message ?? "", /job\/api in namespace media cannot be changed/);
  t.true(asked.every(({ method }) => method === "GET"));
  stop();
});

test("an annotation that somebody set meanwhile is left alone", async (t) => {
  const { api, object, stop } = await holding(template({ [key]: "theirs" }));
  const error = await t.throwsAsync(annotateTemplate(api, step("Deployment", undefined, "ours")));
  t.regex(error?.message ?? "", /changed since the plan was made.*is "theirs" now/);
  t.is(at("spec", "template")(object), "theirs");
  stop();
});

test("an annotation that is as wanted already needs no patch", async (t) => {
  const { api, asked, stop } = await holding(template({ [key]: "ours" }));
  await annotateTemplate(api, step("Deployment", undefined, "ours"));
  t.true(asked.every(({ method }) => method === "GET"));
  stop();
});

test("a change of something else in between is read again and kept", async (t) => {
  const { api, object, stop } = await holding(template({}), (present, patches) => {
    if (patches === 0) merge(present, { touched: true, spec: { replicas: 5 } });
  });
  await annotateTemplate(api, step("Deployment", undefined, "ours"));
  t.is(at("spec", "template")(object), "ours");
  t.is(asJson(object["spec"])["replicas"], 5);
  stop();
});

test("the same annotation set by somebody else in between is not overwritten", async (t) => {
  const { api, object, stop } = await holding(template({}), (present) =>
    merge(present, { touched: true, ...template({ [key]: "theirs" }) }),
  );
  await t.throwsAsync(annotateTemplate(api, step("Deployment", undefined, "ours")), {
    message: /changed since the plan was made/,
  });
  t.is(at("spec", "template")(object), "theirs");
  stop();
});

test("a controller that writes the status again and again is outlasted", async (t) => {
  const { api, object, stop } = await holding(template({}), (present, patches) => {
    if (patches < 5) merge(present, { touched: true, status: { readyReplicas: patches } });
  });
  await annotateTemplate(api, step("Deployment", undefined, "ours"));
  t.is(at("spec", "template")(object), "ours");
  stop();
});

test("an object that never stands still is given up", async (t) => {
  const { api, stop } = await holding(template({}), (present) => merge(present, { touched: true }));
  await t.throwsAsync(annotateTemplate(api, step("Deployment", undefined, "ours")), {
    message: /being changed by somebody else/,
  });
  stop();
});

test("a workload that is gone is named", async (t) => {
  const server = await serve(() => ({ status: 404, body: { kind: "Status", reason: "NotFound", message: "no" } }));
  const api = openApi({ kubeconfig: await writeKubeconfig({ server: server.url }) });
  await t.throwsAsync(annotateTemplate(api, step("Deployment", undefined, "ours")), {
    message: "There is no deployment/api in namespace media any more",
  });
  server.stop();
});

const applied = (keys: readonly string[]): Json => ({
  managedFields: [
    { manager: "kubectl", operation: "Apply", fieldsV1: fieldsOf(["theirs"]) },
    { manager: "iamctl", operation: "Update", fieldsV1: fieldsOf(["old"]) },
    { manager: "iamctl", operation: "Apply", fieldsV1: fieldsOf(keys) },
  ],
});
const fieldsOf = (keys: readonly string[]): Json => ({
  "f:spec": {
    "f:template": { "f:metadata": { "f:annotations": Object.fromEntries(keys.map((name) => [`f:${name}`, {}])) } },
  },
});

test("what an earlier grant applied is applied again, or the API server would take it away", async (t) => {
  const present = { [key]: "old-role", "iam.amazonaws.com/external-id": "shop", theirs: "x" };
  const { api, asked, stop } = await holding({
    metadata: applied([key, "iam.amazonaws.com/external-id", "gone"]),
    ...template(present),
  });
  await annotateTemplate(api, step("Deployment", "old-role", "ours"));
  const body = JSON.parse(asked.find(({ method }) => method === "PATCH")?.body ?? "{}") as Json;
  t.like(body, { apiVersion: "apps/v1", kind: "Deployment" });
  t.deepEqual(asJson(asJson(asJson(body["spec"])["template"])["metadata"])["annotations"], {
    [key]: "ours",
    "iam.amazonaws.com/external-id": "shop",
  });
  stop();
});

test("what somebody else held before is put back under that name, and by a merge patch", async (t) => {
  const { api, object, asked, stop } = await holding(template({ [key]: "ours", other: "stays" }));
  const { workload } = step("Deployment", "ours", "theirs");
  const changes = [{ key, before: "ours", after: "theirs", afterBy: "kubectl edit" }];
  await annotateTemplate(api, { kind: "annotate-workload", workload, changes });
  const sent = asked.find(({ method }) => method === "PATCH");
  t.is(sent?.headers["content-type"], "application/merge-patch+json");
  t.regex(sent?.path ?? "", /\?fieldManager=kubectl%20edit$/);
  t.is(at("spec", "template")(object), "theirs");
  stop();
});

test("taking away is a merge patch: others may own the annotation, too", async (t) => {
  const { api, asked, stop } = await holding(template({ [key]: "ours" }));
  await annotateTemplate(api, step("Deployment", "ours", undefined));
  t.is(asked.find(({ method }) => method === "PATCH")?.headers["content-type"], "application/merge-patch+json");
  stop();
});

const status = (code: number, message: string) => ({
  status: code,
  body: { kind: "Status", reason: "Invalid", message },
});

test("a rehearsal asks and changes nothing", async (t) => {
  const { api, object, asked, stop } = await holding(template({}));
  await rehearseTemplate(api, step("Deployment", undefined, "ours"));
  t.deepEqual(asJson(object["spec"]), asJson(template({})["spec"]));
  t.regex(asked.at(-1)?.path ?? "", /&dryRun=All$/);
  stop();
});

test("what an admission webhook would refuse is told by the rehearsal", async (t) => {
  const refusal = status(422, 'admission webhook "policy" denied the request: no roles here');
  const { api, stop } = await holding(template({}), undefined, refusal);
  const error = await t.throwsAsync(rehearseTemplate(api, step("Deployment", undefined, "ours")));
  t.regex(error?.message ?? "", /no roles here/);
  stop();
});

test("a webhook that cannot be asked beforehand is none to wait for", async (t) => {
  const refusal = status(400, 'admission webhook "x" does not support dry run');
  const { api, stop } = await holding(template({}), undefined, refusal);
  await t.notThrowsAsync(rehearseTemplate(api, step("Deployment", undefined, "ours")));
  stop();
});
