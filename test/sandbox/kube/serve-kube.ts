// The simulated API server as Kubernetes' own JavaScript client sees it.
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  type V1Deployment,
} from "@kubernetes/client-node";
import test, { type ExecutionContext } from "ava";
import { node, pod, startCluster, workload } from "../../helpers/kube-sandbox.ts";

async function connect(t: ExecutionContext, objects: Parameters<typeof startCluster>[1]) {
  const cluster = await startCluster(t, objects, true);
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "sandbox", server: cluster.url, skipTLSVerify: true }, { name: "operator" });
  return { ...cluster, config };
}
const web = [node("n", "127.0.101.1"), workload("Deployment", "web")];

test("typed clients read what is there", async (t) => {
  const { config } = await connect(t, web);
  const { items } = await config.makeApiClient(CoreV1Api).listPodForAllNamespaces();
  t.deepEqual(
    items.map(({ status }) => status?.phase),
    ["Running"],
  );
  const deployment = await config.makeApiClient(AppsV1Api).readNamespacedDeployment({ name: "web", namespace: "shop" });
  t.is(deployment.status?.readyReplicas, 1);
  t.true(deployment.metadata?.creationTimestamp instanceof Date);
});

test("the object client finds kinds by discovery, creates, patches and deletes", async (t) => {
  const { config } = await connect(t, [node("n", "127.0.101.1")]);
  const api = KubernetesObjectApi.makeApiClient(config);
  await api.create(workload("Deployment", "made") as unknown as V1Deployment);
  const reference = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "made", namespace: "shop" } };
  const patched = await api.patch({ ...reference, spec: { replicas: 2 } } as V1Deployment);
  t.is(patched.spec?.replicas, 2);
  await api.delete(reference);
  const error = await t.throwsAsync(api.read(reference), { instanceOf: ApiException });
  t.is((error as ApiException<unknown>).code, 404);
});

test("an object read and replaced by a typed client does not roll", async (t) => {
  const { config, state } = await connect(t, web);
  const api = config.makeApiClient(AppsV1Api);
  const read = await api.readNamespacedDeployment({ name: "web", namespace: "shop" });
  const { version } = state;
  await api.replaceNamespacedDeployment({ name: "web", namespace: "shop", body: read });
  t.is(state.version, version);
});

test("an informer keeps up with pods that come and go", async (t) => {
  const { config, ask } = await connect(t, web);
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, "/api/v1/namespaces/shop/pods", () =>
    api.listNamespacedPod({ namespace: "shop" }),
  );
  t.teardown(() => informer.stop());
  const seen = (event: "add" | "delete", name: string) =>
    new Promise<void>((resolve) => {
      informer.on(event, ({ metadata }) => void (metadata?.name === name && resolve()));
    });
  const [added, deleted] = [seen("add", "late"), seen("delete", "late")];
  await informer.start();
  await ask("POST", "/api/v1/namespaces/shop/pods", { body: pod("late") });
  await added;
  await ask("DELETE", "/api/v1/namespaces/shop/pods/late");
  await deleted;
  t.is(informer.list().length, 1);
});
