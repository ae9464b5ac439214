// Reading a cluster over the wire: pages, owners, and what is said when it does not answer as hoped.
import test from "ava";
import { connectCluster } from "../../src/kube/connect-cluster.ts";
import type { Answered, Asked } from "../helpers/http-server.ts";
import { serve } from "../helpers/http-server.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";

type Objects = Readonly<Record<string, readonly object[]>>;

/** Lists by plural, in pages of one object. */
function lists(objects: Objects): (asked: Asked) => Answered {
  return ({ path }) => {
    const url = new URL(path, "http://x");
    const items = objects[url.pathname.split("/").at(-1) ?? ""] ?? [];
    const at = Number(url.searchParams.get("continue") ?? 0);
    const more = at + 1 < items.length ? { continue: String(at + 1) } : {};
    return { body: { metadata: more, items: items.slice(at, at + 1) } };
  };
}

async function cluster(answer: (asked: Asked) => Answered, user?: object) {
  const server = await serve(answer);
  const kubeconfig = await writeKubeconfig({ server: server.url, ...(user === undefined ? {} : { user }) });
  return { ...server, cluster: connectCluster({ kubeconfig }) };
}

const controller = (kind: string, name: string): object => ({ kind, name, controller: true });
const named = (name: string, more: object = {}): object => ({
  metadata: { namespace: "media", name, uid: `uid-${name}`, ...more },
});

test("every page of a list is read, signed in with the kubeconfig's token", async (t) => {
  const nodes = ["a", "b", "c"].map((name) => ({
    metadata: { name, labels: { zone: name } },
    spec: { providerID: `aws:///eu-west-1a/i-0${name}` },
  }));
  const { cluster: reading, asked, stop } = await cluster(lists({ nodes }));
  t.deepEqual(
    (await reading.readNodes()).map(({ name, instanceId }) => [name, instanceId]),
    [
      ["a", "i-0a"],
      ["b", "i-0b"],
      ["c", "i-0c"],
    ],
  );
  t.is(asked[0]?.headers["authorization"], "Bearer t");
  stop();
});

test("a node that is no EC2 instance has no instance id", async (t) => {
  const nodes = ["aws:///eu-west-1a/1b2c/fargate-ip-10-0-0-1", "eks-hybrid:///eu-west-1/prod/mi-0abc", "kind://x"].map(
    (providerID) => ({
      metadata: { name: providerID },
      spec: { providerID },
    }),
  );
  const { cluster: reading, stop } = await cluster(lists({ nodes: [...nodes, { metadata: { name: "bare" } }] }));
  t.deepEqual(
    (await reading.readNodes()).map(({ instanceId }) => instanceId),
    [undefined, undefined, undefined, undefined],
  );
  stop();
});

const everything: Objects = {
  deployments: [named("api")],
  replicasets: [named("api-5d", { ownerReferences: [controller("Deployment", "api")] }), named("lonely")],
  cronjobs: [named("nightly")],
  jobs: [named("nightly-1", { ownerReferences: [controller("CronJob", "nightly")] }), named("once")],
  pods: [
    named("api-5d-x", { ownerReferences: [controller("ReplicaSet", "api-5d")] }),
    named("nightly-1-y", { ownerReferences: [controller("Job", "nightly-1")] }),
    named("bare"),
  ],
};

test("workloads are the objects that nothing controls", async (t) => {
  const { cluster: reading, stop } = await cluster(lists(everything));
  t.deepEqual(
    (await reading.readWorkloads()).map(({ kind, name }) => `${kind}/${name}`),
    ["Deployment/api", "ReplicaSet/lonely", "Job/once", "CronJob/nightly", "Pod/bare"],
  );
  stop();
});

test("a pod's owner is the one at the top", async (t) => {
  const { cluster: reading, stop } = await cluster(lists(everything));
  const owners = (await reading.readPods()).map(({ owner }) => owner && `${owner.kind}/${owner.name}`);
  t.deepEqual(owners, ["Deployment/api", "CronJob/nightly", undefined]);
  t.deepEqual((await reading.readInventory()).pods, await reading.readPods());
  stop();
});

test("the scope reaches the API server: namespace in the path, node as field selector", async (t) => {
  const { cluster: reading, asked, stop } = await cluster(lists({}));
  await reading.readPods({ namespace: "media", node: "node-a" });
  t.true(
    asked.some(({ path }) => path === "/api/v1/namespaces/media/pods?limit=250&fieldSelector=spec.nodeName%3Dnode-a"),
  );
  stop();
});

test("a list whose continue token expired begins again", async (t) => {
  let expired = false;
  const answer = lists({ namespaces: [{ metadata: { name: "a" } }, { metadata: { name: "b" } }] });
  const { cluster: reading, stop } = await cluster((asked) => {
    if (expired || !asked.path.includes("continue")) return answer(asked);
    expired = true;
    return { status: 410, body: { kind: "Status", reason: "Expired", message: "continue token too old" } };
  });
  t.deepEqual(
    (await reading.readNamespaces()).map(({ name }) => name),
    ["a", "b"],
  );
  stop();
});

test("a workload that is not there is undefined", async (t) => {
  const { cluster: reading, stop } = await cluster(() => ({
    status: 404,
    body: { kind: "Status", reason: "NotFound", message: "no" },
  }));
  t.is(await reading.readWorkload({ kind: "Deployment", namespace: "media", name: "api" }), undefined);
  stop();
});

const status = (code: number, reason: string, message: string): Answered => ({
  status: code,
  body: { kind: "Status", reason, message },
});

test("403 names verb and resource, and the rule to add", async (t) => {
  const { cluster: reading, stop } = await cluster(() => status(403, "Forbidden", "pods is forbidden"));
  const error = await t.throwsAsync(reading.readPods({ namespace: "media" }));
  t.like(error, { name: "IamctlError", exitCode: 4, call: "list pods", subject: "media" });
  t.true((error as Error & { hint: string }).hint.includes('{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}'));
  stop();
});

test("401 tells how to sign in again", async (t) => {
  const { cluster: reading, stop } = await cluster(() => status(401, "Unauthorized", "Unauthorized"));
  t.like(await t.throwsAsync(reading.readNodes()), {
    exitCode: 4,
    message: "The cluster of context harbor does not accept these credentials",
  });
  stop();
});

test("something that is no API server is said to be none", async (t) => {
  const { cluster: reading, stop } = await cluster(() => ({ body: "<html>hello</html>" }));
  t.regex((await t.throwsAsync(reading.readNodes()))?.message ?? "", /without a Kubernetes status/);
  stop();
});

test("a server that is not there is named with the context", async (t) => {
  const { cluster: reading, url, stop } = await cluster(() => ({ body: {} }));
  stop();
  const error = await t.throwsAsync(reading.readNodes());
  t.is(error?.message, `The API server ${url} of context harbor could not be reached (ECONNREFUSED)`);
});

test("a credential command that is not installed is named", async (t) => {
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "no-such-aws", args: [] };
  const { cluster: reading, stop } = await cluster(() => ({ body: {} }), { exec });
  const error = await t.throwsAsync(reading.readNodes());
  t.like(error, {
    exitCode: 4,
    message: "no-such-aws, which context harbor needs to sign in, is not installed or not in PATH",
  });
  stop();
});

test("a credential command that fails tells why", async (t) => {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "sh",
    args: ["-c", "echo the sign-in has expired >&2; exit 1"],
  };
  const { cluster: reading, stop } = await cluster(() => ({ body: {} }), { exec });
  t.regex((await t.throwsAsync(reading.readNodes()))?.message ?? "", /failed: the sign-in has expired$/);
  stop();
});

test("a port that does not speak TLS is said to be one", async (t) => {
  const server = await serve(() => ({ body: {} }));
  const kubeconfig = await writeKubeconfig({ server: server.url.replace("http:", "https:") });
  const error = await t.throwsAsync(connectCluster({ kubeconfig }).readNodes());
  t.regex(error?.message ?? "", /does not speak TLS/);
  server.stop();
});

test("an inventory goes on without the kinds that may not be listed, and tells which", async (t) => {
  const answer = lists(everything);
  const { cluster: reading, stop } = await cluster((asked) =>
    asked.path.includes("/jobs") ? status(403, "Forbidden", "jobs is forbidden") : answer(asked),
  );
  const { workloads, pods, unread } = await reading.readInventory({ namespace: "media" });
  t.deepEqual(
    unread.map(({ call, subject }) => [call, subject]),
    [["list jobs", "media"]],
  );
  t.is(workloads.length, 4);
  t.is(pods.length, 3);
  stop();
});

const proxySet = {
  metadata: { namespace: "kube-system", name: "iamctl", uid: "p" },
  spec: { template: { spec: { containers: [{ image: "registry.example/iamctl:1", args: ["proxy"] }] } } },
};

test("of one namespace, the proxy of another is seen, and nothing else of it", async (t) => {
  const { cluster: reading, stop } = await cluster(lists({ daemonsets: [proxySet, named("logs")] }));
  const { workloads, proxies, networks } = await reading.readInventory({ namespace: "media" });
  t.deepEqual(
    workloads.map(({ name }) => name),
    ["logs"],
  );
  t.deepEqual(
    proxies?.map(({ name }) => name),
    ["iamctl"],
  );
  t.deepEqual(networks, ["iamctl", "logs"]);
  stop();
});

test("who may list only its own namespace reads that one, and is told that the proxy is not seen", async (t) => {
  const answer = lists({ daemonsets: [named("logs")] });
  const { cluster: reading, stop } = await cluster((asked) =>
    asked.path.startsWith("/apis/apps/v1/daemonsets") ? status(403, "Forbidden", "not everywhere") : answer(asked),
  );
  const { workloads, proxies, unread } = await reading.readInventory({ namespace: "media" });
  t.deepEqual(
    workloads.map(({ name }) => name),
    ["logs"],
  );
  t.is(proxies, undefined);
  t.deepEqual(
    unread.map(({ call }) => call),
    ["list daemonsets"],
  );
  stop();
});
