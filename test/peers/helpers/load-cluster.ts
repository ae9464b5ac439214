// Loads a scenario's Kubernetes objects into a real API server.
import type { KubernetesObject, Scenario } from "../../../src/sandbox/scenario.ts";
import type { KubeClient, KubeObject } from "./kube-client.ts";
import { defineNodeClasses } from "./node-classes.ts";
import { awaitServiceAccount } from "./start-control-plane.ts";

/** `instanceIds`: what the second AWS called the scenario's instances; nodes name them in `spec.providerID`. */
export async function loadCluster(
  client: KubeClient,
  { kubernetes }: Scenario,
  instanceIds: ReadonlyMap<string, string>,
): Promise<void> {
  const ofKind = (kind: string) => kubernetes.objects.filter((object) => object.kind === kind);
  if (kubernetes.objects.some(({ kind }) => nodeClassKinds.includes(kind))) {
    await defineNodeClasses({ kube: client });
  }
  for (const namespace of ofKind("Namespace")) await create(client, namespace);
  for (const { metadata } of ofKind("Namespace")) await awaitServiceAccount(client, metadata.name);
  for (const node of ofKind("Node")) await createNode(client, node, instanceIds);
  const others = kubernetes.objects.filter(({ kind }) => kind !== "Namespace" && kind !== "Node");
  for (const object of others) await create(client, object);
}

async function create(client: KubeClient, object: KubernetesObject): Promise<KubeObject> {
  return client.need(collectionPath(object), { method: "POST", body: object });
}

async function createNode(
  client: KubeClient,
  node: KubernetesObject,
  instanceIds: ReadonlyMap<string, string>,
): Promise<void> {
  const spec = (node["spec"] ?? {}) as { readonly providerID?: string };
  const providerID = spec.providerID?.replace(/[^/]+$/, (id) => instanceIds.get(id) ?? id);
  await create(client, { ...node, spec: { ...spec, ...(providerID !== undefined && { providerID }) } });
  // The API server drops the status of what is created.
  const type = "application/merge-patch+json";
  const path = `/api/v1/nodes/${node.metadata.name}/status`;
  await client.need(path, { method: "PATCH", type, body: { status: node["status"] } });
}

const nodeClassKinds = ["AWSNodeTemplate", "EC2NodeClass", "NodeClass"];

const plurals: Readonly<Record<string, string>> = {
  EC2NodeClass: "ec2nodeclasses",
  NodeClass: "nodeclasses",
  Ingress: "ingresses",
  NetworkPolicy: "networkpolicies",
};

function collectionPath({ apiVersion, kind, metadata }: KubernetesObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return metadata.namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${metadata.namespace}/${plural}`;
}
