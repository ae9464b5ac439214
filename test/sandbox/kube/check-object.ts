// What the simulated API server refuses to write, each as the real one was seen to refuse it.
import test from "ava";
import { pod, startCluster, workload } from "../../helpers/kube-sandbox.ts";

const deployments = "/apis/apps/v1/namespaces/shop/deployments";

const refuses = test.macro({
  async exec(t, patch: object, problem: RegExp) {
    const { ask, state } = await startCluster(t, [workload("Deployment", "web")]);
    const { version } = state;
    const { status, body } = await ask("PATCH", `${deployments}/web`, {
      type: "application/merge-patch+json",
      body: patch,
    });
    t.like({ status, reason: body.reason }, { status: 422, reason: "Invalid" });
    t.regex(body.message, problem);
    t.is(state.version, version);
  },
  title: (title) => `refused: ${title}`,
});

const annotate = (annotations: object) => ({ metadata: { annotations } });
const template = (metadata: object) => ({ spec: { template: { metadata } } });

test("an annotation key that is no qualified name", refuses, annotate({ "a b/c d": "1" }), /metadata\.annotations/);
test("an annotation that is no string", refuses, annotate({ note: 1 }), /metadata\.annotations/);
test("more annotations than 256 KiB", refuses, annotate({ note: "x".repeat(262_144) }), /Too long/);
test("an annotation key of the template", refuses, template({ annotations: { "-": "1" } }), /spec\.template/);
test("a label value with a space", refuses, { metadata: { labels: { a: "b c" } } }, /metadata\.labels/);
test("another selector", refuses, { spec: { selector: { matchLabels: { app: "x" } } } }, /immutable/);
test("a template that the selector misses", refuses, template({ labels: { app: "x" } }), /does not match/);
test("fewer than no replicas", refuses, { spec: { replicas: -1 } }, /greater than or equal to 0/);

test("refused: a name with capitals", async (t) => {
  const { ask } = await startCluster(t, []);
  const { status } = await ask("POST", "/api/v1/namespaces/shop/pods", { body: pod("Bad_Name") });
  t.is(status, 422);
});

const asks = test.macro({
  async exec(t, query: string, status: number) {
    const { ask } = await startCluster(t, [pod("a")]);
    t.is((await ask("GET", `/api/v1/pods?${query}`)).status, status);
  },
  title: (title) => `a list with ${title}`,
});

test("a limit that is no number is 400", asks, "limit=x", 400);
test("a resource version that is no number is 400", asks, "resourceVersion=x", 400);
test("a resource version that is not there yet is 504", asks, "resourceVersion=99999999", 504);
test("the version 0 is answered", asks, "resourceVersion=0", 200);
test("a label selector of three words is 400", asks, "labelSelector=a%20b%20c", 400);
