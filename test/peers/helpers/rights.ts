// Somebody in a real cluster who holds exactly the rights given, and signs in with a token of the API server's own.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { createKubeClient, type KubeAccess, type KubeClient } from "./kube-client.ts";
import type { World } from "./world.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/ */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Every object when absent. */
  readonly resourceNames?: readonly string[];
}

const accounts = "/api/v1/namespaces/default/serviceaccounts";
const rbac = "/apis/rbac.authorization.k8s.io/v1";

/** `name`: unique in the world. Answers the path of a kubeconfig, once the API server knows of the rights. */
export async function giveRights({ kube, folder }: World, name: string, rules: readonly Rule[]): Promise<string> {
  const metadata = { name };
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name };
  const subjects = [{ kind: "ServiceAccount", name, namespace: "default" }];
  await kube.need(accounts, { method: "POST", body: { metadata } });
  await kube.need(`${rbac}/clusterroles`, { method: "POST", body: { metadata, rules } });
  await kube.need(`${rbac}/clusterrolebindings`, { method: "POST", body: { metadata, roleRef, subjects } });
  const asked = { method: "POST", body: { spec: {} } };
  const { status } = await kube.need(`${accounts}/${name}/token`, asked);
  const access = { ...kube.access, token: String(status?.["token"]) };
  const rule = rules.find(({ resourceNames }) => resourceNames === undefined);
  if (rule !== undefined) await eventually(`${name} has its rights`, () => mayDo(createKubeClient(access), rule));
  return writeKubeconfig(join(folder, `kubeconfig-${name}`), access);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
async function mayDo(client: KubeClient, { apiGroups, resources, verbs }: Rule): Promise<true | undefined> {
  const resourceAttributes = { group: apiGroups[0], resource: resources[0], verb: verbs[0] };
  const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  const { status } = await client.need(path, { method: "POST", body: { spec: { resourceAttributes } } });
  return status?.["allowed"] === true || undefined;
}

/** JSON is YAML. */
export function writeKubeconfig(path: string, { url: server, ca = "", token }: KubeAccess): string {
  const context = "harbor-prod";
  const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: context, cluster }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    "current-context": context,
  };
  writeFileSync(path, JSON.stringify(document), { mode: 0o600 });
  return path;
}
