// The contract of the API server's refusals: what a real one refuses, the simulated one refuses in the same words.
import { createContract } from "./helpers/contract.ts";
import type { Call } from "./helpers/kube-client.ts";

const contract = createContract();

const merge = "application/merge-patch+json";
const covers = "/apis/apps/v1/namespaces/media/deployments/covers";
const pods = "/api/v1/namespaces/media/pods";
const patch = (body: object): Call => ({ method: "PATCH", type: merge, body });
const create = (metadata: object): Call => ({
  method: "POST",
  body: { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "app", image: "app:1" }] } },
});

const pod = (spec: object): Call => ({
  method: "POST",
  body: { apiVersion: "v1", kind: "Pod", metadata: { name: "refused" }, spec },
});
const app = { name: "app", image: "app:1" };

/** Each with the status and the reason that the client is told. */
const refusals: readonly (readonly [title: string, path: string, call: Call, status: number, reason: string])[] = [
  ["an object that is not there", `${covers}s`, {}, 404, "NotFound"],
  ["a kind that is not there", "/apis/apps/v1/namespaces/media/nonsense", {}, 404, "NotFound"],
  ["a list of no number of objects", "/api/v1/pods?limit=x", {}, 400, "BadRequest"],
  ["a list as of no version", "/api/v1/pods?resourceVersion=x", {}, 400, "BadRequest"],
  ["a list as of a version to come", "/api/v1/pods?resourceVersion=99999999", {}, 504, "Timeout"],
  ["a page after no page", "/api/v1/pods?limit=1&continue=abc", {}, 400, "BadRequest"],
  ["a label selector of three words", "/api/v1/pods?labelSelector=a%20b%20c", {}, 400, "BadRequest"],
  ["a field that cannot be selected by", "/api/v1/pods?fieldSelector=spec.foo%3Da", {}, 400, "BadRequest"],
  ["a name with capitals", pods, create({ name: "Bad_Name" }), 422, "Invalid"],
  [
    "a write over a newer version",
    covers,
    patch({ metadata: { resourceVersion: "1", labels: { a: "1" } } }),
    409,
    "Conflict",
  ],
  ["another name", covers, patch({ metadata: { name: "other" } }), 400, "BadRequest"],
  ["an annotation key with a space", covers, patch({ metadata: { annotations: { "a b": "1" } } }), 422, "Invalid"],
  ["an annotation that is a number", covers, patch({ metadata: { annotations: { note: 1 } } }), 422, "Invalid"],
  ["a label value with a space", covers, patch({ metadata: { labels: { a: "b c" } } }), 422, "Invalid"],
  ["another selector", covers, patch({ spec: { selector: { matchLabels: { app: "x" } } } }), 422, "Invalid"],
  ["fewer than no replicas", covers, patch({ spec: { replicas: -1 } }), 422, "Invalid"],
  [
    "another template of a running Job",
    "/apis/batch/v1/namespaces/media/jobs/ebook-render",
    patch({ spec: { template: { metadata: { annotations: { note: "1" } } } } }),
    422,
    "Invalid",
  ],
  ["an unknown kind of patch", covers, { method: "PATCH", type: "text/plain", body: {} }, 415, "UnsupportedMediaType"],
  [
    "an object in a namespace that is not there",
    "/api/v1/namespaces/none/pods",
    create({ name: "a" }),
    404,
    "NotFound",
  ],
  [
    "an object of another kind than the path",
    pods,
    { method: "POST", body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } } },
    400,
    "BadRequest",
  ],
  [
    "an object of another version than the path",
    pods,
    { method: "POST", body: { apiVersion: "apps/v1", kind: "Pod", metadata: { name: "a" } } },
    400,
    "BadRequest",
  ],
  ["a patch to another kind", covers, patch({ kind: "DaemonSet" }), 422, "Invalid"],
  ["a pod of no containers", pods, pod({ containers: [] }), 422, "Invalid"],
  ["a container without an image", pods, pod({ containers: [{ name: "app" }] }), 422, "Invalid"],
  ["a container without a name", pods, pod({ containers: [{ image: "app:1" }] }), 422, "Invalid"],
  ["a container's name with capitals", pods, pod({ containers: [{ ...app, name: "App" }] }), 422, "Invalid"],
  [
    "a template without containers",
    covers,
    patch({ spec: { template: { spec: { containers: null } } } }),
    422,
    "Invalid",
  ],
  ["an unknown kind of dry run", `${pods}?dryRun=Some`, pod({ containers: [app] }), 422, "Invalid"],
  ["an unknown kind of dry run of a patch", `${covers}?dryRun=Some`, patch({}), 422, "Invalid"],
  [
    "another governing service of a StatefulSet",
    "/apis/apps/v1/namespaces/shop/statefulsets/catalogue-search",
    patch({ spec: { serviceName: "other" } }),
    422,
    "Invalid",
  ],
  ["the end of what is not there", `${pods}/none`, { method: "DELETE" }, 404, "NotFound"],
];

for (const [title, path, call, status, reason] of refusals) {
  contract(`refused: ${title}`, async (t, { kube }) => {
    const answer = await kube.call<{ readonly reason?: string; readonly message?: string }>(path, call);
    t.like({ status: answer.status, reason: answer.body.reason }, { status, reason }, answer.body.message);
  });
}

contract("a name that is taken is refused", async (t, { kube }) => {
  await kube.need(pods, create({ name: "taken" }));
  const { status, body } = await kube.call<{ readonly reason?: string }>(pods, create({ name: "taken" }));
  t.like({ status, reason: body.reason }, { status: 409, reason: "AlreadyExists" });
});

contract("a pod's containers stay as they were created, but for their images", async (t, { kube }) => {
  await kube.need(pods, create({ name: "fixed" }));
  const change = async (container: object): Promise<number> => {
    const type = "application/strategic-merge-patch+json";
    const body = { spec: { containers: [{ name: "app", ...container }] } };
    return (await kube.call(`${pods}/fixed`, { method: "PATCH", type, body })).status;
  };
  t.is(await change({ command: ["true"] }), 422);
  t.is(await change({ image: "app:2" }), 200);
});

contract("what was set at creation is its creator's when another applies", async (t, { kube }) => {
  const { spec } = await kube.need(covers);
  const path = "/apis/apps/v1/namespaces/media/deployments";
  const named = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "shared" } };
  await kube.need(`${path}?fieldManager=first`, { method: "POST", body: { ...named, spec: { ...spec, replicas: 1 } } });
  const apply = async (change: object): Promise<readonly [number, string?]> => {
    const call = { method: "PATCH", type: "application/apply-patch+yaml", body: { ...named, spec: change } };
    const { status, body } = await kube.call<Refusal>(`${path}/shared?fieldManager=second`, call);
    const [cause] = body.details?.causes ?? [];
    return cause === undefined ? [status] : [status, `${cause.field}: ${cause.message}`];
  };
  for (const [replicas, status] of [
    [2, 409],
    [1, 200],
    [2, 409],
  ] as const) {
    const [seen, why = ""] = await apply({ replicas });
    t.is(seen, status, why);
    if (status === 409) t.regex(why, /^\.spec\.replicas: conflict with "first" using apps\/v1$/);
  }
  const [status, why = ""] = await apply({ template: { spec: { terminationGracePeriodSeconds: 5 } } });
  t.is(status, 409, why);
  t.regex(why, /^\.spec\.template\.spec\.terminationGracePeriodSeconds: conflict with "first"/);
});

interface Refusal {
  readonly details?: { readonly causes?: readonly { readonly message: string; readonly field: string }[] };
}
