// The startup taint on a real API server: the proxy takes it off its own node, and its right to patch nodes goes no further.
import { join } from "node:path";
import test from "ava";
import { proxyManifests } from "../../src/deploy/proxy-manifests.ts";
import { chartFiles, chartValues } from "../helpers/chart.ts";
import { eventually } from "./helpers/eventually.ts";
import { createKubeClient, type KubeClient, type KubeObject } from "./helpers/kube-client.ts";
import { writeKubeconfig } from "./helpers/rights.ts";
import { startProxy } from "./helpers/start-proxy.ts";
import { startWorld, type World } from "./helpers/world.ts";

const key = "iamctl/proxy-not-ready";
const others = [{ key: "team.example/gpu", effect: "NoSchedule", value: "yes" }];
const born = [{ key, effect: "NoSchedule" }, ...others];
const release = { name: "iamctl-proxy", namespace: "kube-system", version: "0.1.0" };

let world: World;
let ownNode: string;
let otherNode: string;
let asProxy: KubeClient;
let kubeconfig: string;

test.before(async () => {
  world = await startWorld("peers");
  const nodes = await world.kube.list("/api/v1/nodes");
  ownNode = world.env["IAMCTL_NODE_NAME"] ?? "";
  otherNode = nodes.find(({ metadata }) => metadata.name !== ownNode)?.metadata.name ?? "";
  await installRights();
  const token = await tokenOfPodOn(ownNode);
  const access = { ...world.kube.access, token };
  asProxy = createKubeClient(access);
  kubeconfig = writeKubeconfig(join(world.folder, "kubeconfig-proxy"), access);
  // The API server hears of a new admission policy some time after it has taken it.
  await eventually("the admission policy is in force", async () =>
    (await change(otherNode, { metadata: { labels: { [`probe-${Date.now()}`]: "" } } })).status === 422
      ? true
      : undefined,
  );
});
test.after.always(async () => world.stop());

const collections: Readonly<Record<string, string>> = {
  ServiceAccount: "/api/v1/namespaces/kube-system/serviceaccounts",
  ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  ValidatingAdmissionPolicy: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
};

/** Those of the manifests that give and hold rights; the DaemonSet has nobody to run it here. */
async function installRights(): Promise<void> {
  const values = chartValues();
  const wished = { ...values, proxy: { ...values.proxy, startupTaint: key } };
  const objects = proxyManifests(chartFiles(), wished, release) as readonly KubeObject[];
  for (const object of objects.filter(({ kind }) => kind !== "DaemonSet")) {
    const path = collections[object.kind ?? ""] ?? "";
    await world.kube.need(`${path}?fieldValidation=Strict`, { method: "POST", body: object });
  }
}

/** As the kubelet fetches it: bound to the pod, and with it to the pod's node. */
async function tokenOfPodOn(nodeName: string): Promise<string> {
  const pods = "/api/v1/namespaces/kube-system/pods";
  const containers = [{ name: "proxy", image: "registry.example/iamctl-proxy:1" }];
  const spec = { nodeName, serviceAccountName: release.name, containers };
  const body = { apiVersion: "v1", kind: "Pod", metadata: { name: "proxy-here", namespace: "kube-system" }, spec };
  const { metadata } = await world.kube.need(pods, { method: "POST", body });
  const boundObjectRef = { apiVersion: "v1", kind: "Pod", name: metadata.name, uid: metadata.uid };
  const path = `${collections["ServiceAccount"] ?? ""}/${release.name}/token`;
  const { status } = await world.kube.need(path, { method: "POST", body: { spec: { boundObjectRef } } });
  return String(status?.["token"]);
}

async function change(node: string, body: object) {
  const type = "application/merge-patch+json";
  return asProxy.call<{ readonly message?: string }>(`/api/v1/nodes/${node}`, { method: "PATCH", type, body });
}

async function taint(node: string): Promise<void> {
  const type = "application/merge-patch+json";
  await world.kube.need(`/api/v1/nodes/${node}`, { method: "PATCH", type, body: { spec: { taints: born } } });
}

async function taintsOf(node: string): Promise<unknown> {
  return (await world.kube.need(`/api/v1/nodes/${node}`)).spec?.["taints"];
}

test.serial("the proxy takes the taint off its node once it is ready, and leaves the other taints", async (t) => {
  await taint(ownNode);
  const proxy = await startProxy(world, { kubeconfig, flags: ["--startup-taint", key] });
  t.teardown(() => proxy.stop());
  await eventually("the taint is off", async () => (proxy.said("startup taint removed").length > 0 ? true : undefined));
  t.is((await fetch(`${proxy.operationsUrl}/readyz`)).status, 200);
  t.deepEqual(await taintsOf(ownNode), others);
  t.deepEqual(proxy.said("startup taint not removed"), []);
});

test.serial("a proxy that cannot read its pods leaves the taint where it is", async (t) => {
  await taint(ownNode);
  const withoutPods = await world.kube.need(`${collections["ClusterRole"] ?? ""}/${release.name}`);
  const rules = withoutPods["rules"] as readonly { readonly resources: readonly string[] }[];
  const put = async (list: readonly object[]) =>
    world.kube.need(`${collections["ClusterRole"] ?? ""}/${release.name}`, {
      ...{ method: "PATCH", type: "application/merge-patch+json", body: { rules: list } },
    });
  await put(rules.filter(({ resources }) => !resources.includes("pods")));
  t.teardown(() => put(rules));
  await eventually("the API server knows that it may not", async () =>
    (await asProxy.call("/api/v1/pods")).status === 403 ? true : undefined,
  );
  const proxy = await startProxy(world, { kubeconfig, flags: ["--startup-taint", key] });
  t.teardown(() => proxy.stop());
  await eventually("it says that it may not", async () =>
    proxy.said("answered 403 to list").length > 1 ? true : undefined,
  );
  t.is((await fetch(`${proxy.operationsUrl}/readyz`)).status, 503);
  t.deepEqual(await taintsOf(ownNode), born);
});

for (const [title, which, body, words] of [
  ["the taint of another node", "other", { spec: { taints: others } }, /the node that it runs on, and no other/],
  ["a taint of somebody else's", "own", { spec: { taints: null } }, /change no other taint/],
  ["a taint more", "own", { spec: { taints: [...others, { key: "x", effect: "NoSchedule" }] } }, /no other taint/],
  ["a label", "own", { metadata: { labels: { role: "admin" } }, spec: { taints: others } }, /nothing else of it/],
  ["an annotation", "own", { metadata: { annotations: { a: "b" } }, spec: { taints: others } }, /nothing else of it/],
  ["a cordon", "own", { spec: { unschedulable: true, taints: others } }, /nothing else of it|no other taint/],
] as const) {
  test.serial(`with its token nobody changes ${title}`, async (t) => {
    const node = which === "own" ? ownNode : otherNode;
    await taint(node);
    const before = (await world.kube.need(`/api/v1/nodes/${node}`)).spec;
    const { status, body: answer } = await change(node, body);
    t.is(status, 422, JSON.stringify(answer));
    t.regex(answer.message ?? "", words);
    t.deepEqual((await world.kube.need(`/api/v1/nodes/${node}`)).spec, before);
  });
}

test.serial("the proxy's account without a node in its token changes none", async (t) => {
  await taint(ownNode);
  const path = `${collections["ServiceAccount"] ?? ""}/${release.name}/token`;
  const { status } = await world.kube.need(path, { method: "POST", body: { spec: {} } });
  const stolen = createKubeClient({ ...world.kube.access, token: String(status?.["token"]) });
  const type = "application/merge-patch+json";
  const patch = { method: "PATCH", type, body: { spec: { taints: others } } };
  t.is((await stolen.call(`/api/v1/nodes/${ownNode}`, patch)).status, 422);
  t.deepEqual(await taintsOf(ownNode), born);
});

test.serial("others change nodes as before", async (t) => {
  const type = "application/merge-patch+json";
  const body = { metadata: { labels: { team: "media" } }, spec: { taints: null, unschedulable: null } };
  t.is((await world.kube.call(`/api/v1/nodes/${otherNode}`, { method: "PATCH", type, body })).status, 200);
});
